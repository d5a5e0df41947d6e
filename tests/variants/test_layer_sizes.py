"""The listed layers are those of the Keras models, with their output shapes and weights."""

import dataclasses
import math

import keras
import pytest

from aecore.networks import NETWORKS
from aecore.networks.sizes import LayerSize, count_parameters
from aecore.variants import VARIANTS, make_variant

COMBINATIONS = [
    (variant.name, network, shape, hidden_layers)
    for variant in VARIANTS.values()
    for shape in ((7,), (12, 2), (9, 6, 3))
    for network in variant.list_networks(shape) or (variant.network,)
    if len(shape) in NETWORKS[network].sample_ndims
    for hidden_layers in ((), (5,), (5, 8, 3))
]
OBJECTIVES = [
    ("sparse", {"penalty": "l1"}),
    ("sparse", {"penalty": "top_k", "k": 2}),
    ("sparse", {"penalty": "top_k", "k": 6}),
    ("variational", {"objective": "iwae"}),
    ("variational", {"free_bits": 0.1, "observation_noise": "learnt"}),
    ("variational", {"beta_warm_up": 0.0}),
    ("vector_quantised", {"word_length": 3, "codebook_size": 5}),
    ("contractive", {"hidden_layers": (5,)}),
]
# Layers that only reshape a tensor or apply a function to it.
SHAPING = (
    "InputLayer Reshape Flatten RepeatVector Activation ReLU Relu Cropping1D Cropping2D GetItem Multiply"
).split()


def read_layers(model: keras.Model) -> list[LayerSize]:
    return [
        LayerSize(
            layer.name,
            type(layer).__name__,
            layer.output.shape[1:],
            layer.count_params(),
            bool(layer.trainable_weights) or not layer.weights,
        )
        for layer in model.layers
        if type(layer).__name__ not in SHAPING
    ]


def check(name: str, shape: tuple[int, ...], hyperparameters: dict) -> None:
    declared = {field.name for field in dataclasses.fields(VARIANTS[name])}
    made = make_variant(name, {key: value for key, value in hyperparameters.items() if key in declared})
    made.set_params(sample_shape=shape)
    model = made.build(math.prod(shape), output_activation="linear", seed=0, n_steps=100)
    sizes = made.list_layers(shape)
    assert [*sizes.encoder, *sizes.latent] == read_layers(made.encoder_)
    assert list(sizes.decoder) == read_layers(made.decoder_)
    inside = made.encoder_.count_params() + made.decoder_.count_params()
    assert count_parameters(sizes.objective) == model.count_params() - inside
    assert made.count_parameters(shape) == model.count_params()
    layers = [layer for layers in sizes for layer in layers if layer.is_trainable]
    n_trainable = sum(math.prod(weights.shape) for weights in model.trainable_weights)
    assert count_parameters(layers) == n_trainable
    built = {layer.name: type(layer).__name__ for layer in model.layers}
    for layer in sizes.objective:
        assert built.get(layer.name, layer.kind) == layer.kind


@pytest.mark.parametrize(("name", "network", "shape", "hidden_layers"), COMBINATIONS)
def test_layers_are_those_of_keras(name, network, shape, hidden_layers):
    check(name, shape, {"latent_dim": 6, "hidden_layers": hidden_layers, "network": network})


@pytest.mark.parametrize(("name", "hyperparameters"), OBJECTIVES)
def test_layers_of_an_objective_are_those_of_keras(name, hyperparameters):
    check(name, (7,), {"latent_dim": 6, **hyperparameters})
