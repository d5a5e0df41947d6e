"""Long short-term memory.

Source: S. Hochreiter, J. Schmidhuber: Long short-term memory (1997), doi:10.1162/neco.1997.9.8.1735.
"""

import functools

import keras

from aecore.networks import recurrent

encode = functools.partial(recurrent.encode, layer=keras.layers.LSTM)
decode = functools.partial(recurrent.decode, layer=keras.layers.LSTM)
