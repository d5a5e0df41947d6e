"""Gated recurrent units.

Source: K. Cho et al.: Learning phrase representations using RNN encoder-decoder (2014), arXiv:1406.1078.
"""

import functools

import keras

from aecore.networks import recurrent

encode = functools.partial(recurrent.encode, layer=keras.layers.GRU)
decode = functools.partial(recurrent.decode, layer=keras.layers.GRU)
