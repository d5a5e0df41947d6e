"""The Compression page."""
