"""Network shapes: what an encoder and its decoder are made of. Importing these loads Keras."""
