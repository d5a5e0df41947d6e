"""The network of a variant for a data set: its layers, their sizes, and what acts in training."""

import math
from collections.abc import Iterator

import streamlit as st

from aecore.datasets import Card
from aecore.figures.network import Block, draw_network
from aecore.hyperparameters import list_hyperparameters
from aecore.networks.sizes import LayerSize, LayerSizes, count_parameters
from aecore.variants import Autoencoder, make_variant
from pages.ui.learn.variants import pick_variant
from pages.ui.widgets.hyperparameter_form import ask_hyperparameters, read_values
from pages.ui.widgets.pickers import pick_dataset, pick_network


def show_network() -> None:
    """Asks for variant, data set and hyperparameters, and shows the network."""
    st.markdown(
        "The layers of encoder and decoder with output sizes and numbers of parameters. Boxes with a dashed "
        "edge act in training only."
    )
    left, right = st.columns([2, 3], gap="large")
    with left:
        variant = pick_variant()
        card = pick_dataset(default=variant.suited_dataset)
        made = _ask_variant(variant, card)
    with right:
        made.check_data(card.n_train, card.sample_shape)
        sizes = made.list_layers(card.sample_shape)
        _show_counts(sizes)
        st.html(draw_network(list(_list_blocks(made, card, sizes))))


def _ask_variant(variant: type[Autoencoder], card: Card) -> Autoencoder:
    """Asks for the hyperparameters on which the network or the loss depends."""
    network = pick_network(variant, card, None)
    suggested = variant.suggest_hyperparameters(card.n_train, card.sample_shape, card.kind, network)
    fixed = {h.name: h.default for h in list_hyperparameters(variant) if h.is_for_training}
    fixed |= {"network": network} if network else {}
    with st.container(border=True):
        typed = ask_hyperparameters(variant, suggested, fixed)
    return make_variant(variant.name, read_values(variant, typed))


def _show_counts(sizes: LayerSizes) -> None:
    parts = {"encoder": (*sizes.encoder, *sizes.latent), "decoder": sizes.decoder}
    if sizes.objective:
        parts["training only"] = sizes.objective
    counts = {name: count_parameters(layers) for name, layers in parts.items()}
    listed = ", ".join(f"{name} {n:,}" for name, n in counts.items())
    st.markdown(f"**{sum(counts.values()):,} parameters**: {listed}")


def _list_blocks(made: Autoencoder, card: Card, sizes: LayerSizes) -> Iterator[Block]:
    """Yields the blocks from the sample to the reconstruction."""
    changes, n_features = made.describe_changes(), math.prod(card.sample_shape)
    shape = _describe_shape(card.sample_shape)
    yield Block(f"Sample · {shape}", "", "data", n_features)
    if changes.corruption:
        yield Block("Corruption", changes.corruption, "training")
    for layer in sizes.encoder:
        yield _make_block(layer, "encoder")
    for layer in sizes.latent:
        yield _make_block(layer, "latent")
    for layer in sizes.objective:
        if layer.is_trainable:
            yield _make_block(layer, "training")
    if changes.bottleneck:
        part = "latent" if made.transforms_latent else "training"
        yield Block("Bottleneck", changes.bottleneck, part)
    if changes.penalty:
        yield Block("Penalty", changes.penalty, "training")
    for layer in sizes.decoder:
        yield _make_block(layer, "decoder")
    yield Block(f"Reconstruction · {shape}", "", "data", n_features)
    terms = f"{made.loss.replace('_', ' ')}{' + penalty' if changes.penalty else ''}"
    yield Block("Loss", terms, "training")


def _make_block(layer: LayerSize, part: str) -> Block:
    shape = _describe_shape(layer.output_shape)
    title = f"{layer.kind} · {shape}" if shape else layer.kind
    detail = f"{layer.name} · {layer.n_parameters:,} parameters"
    return Block(title, detail, part, math.prod(layer.output_shape))


def _describe_shape(shape: tuple[int, ...]) -> str:
    return " × ".join(f"{length:,}" for length in shape)
