"""The study `reduction`: PCA and autoencoders of several latent dimensions on one data set."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from aecore.analysis.linear import fit_components
from aecore.analysis.reconstruction import EncoderDecoder, reconstruction_errors
from aecore.applications.reduction import PCA, measure_reduction
from aecore.datasets import Dataset, load_dataset
from aecore.datasets.sampling import take_held_out, take_samples
from aecore.errors import InvalidInput
from aecore.execution.study_task import Step
from aecore.variants import find_variant

_MAX_SAMPLES = 2000


def compute(
    settings: dict[str, Any], rows: list[dict[str, Any]], should_stop: Callable[[], bool]
) -> Iterator[Step]:
    """Measures PCA, which is computed at once, and then trains the autoencoders, seed by seed.

    Args:
        settings: `dataset`, `fingerprint`, `variants`, `latent_dims`, `epochs` and `n_seeds`.
        rows: Rows of an earlier attempt; these models are not trained again.
        should_stop: Whether a training is to end now; its model is not measured.

    Raises:
        InvalidInput: if the data set has changed.
    """
    data = load_dataset(settings["dataset"])
    if data.fingerprint != settings["fingerprint"]:
        raise InvalidInput(
            f"The data set {settings['dataset']} has changed since the settings were chosen: choose it again."
        )
    known = {(row["seed"], row["latent_dim"], row["method"]) for row in rows}
    models = [(0, n, PCA) for n in settings["latent_dims"]] + [
        (seed, n, variant)
        for seed in range(settings["n_seeds"])
        for n in settings["latent_dims"]
        for variant in settings["variants"]
    ]
    # PCA takes little of the time.
    costs = [0.05 if method == PCA else 1.0 for _, _, method in models]
    done = 0.0
    ids = take_held_out(data, _MAX_SAMPLES)
    X, labels = data.rows(ids), data.labels[ids]
    # Of a small data set, `ids` includes samples that the models have learnt, whose error is too low.
    X_validation = data.rows(take_samples(data.part("validation"), data.labels, _MAX_SAMPLES))
    for cost, (seed, n, method) in zip(costs, models, strict=True):
        before, done = done, done + cost / sum(costs)
        if (seed, n, method) in known:
            continue
        name = f"{'PCA' if method == PCA else find_variant(method).title} with {n} dimensions"
        yield Step([], before, name)
        model: EncoderDecoder
        if method == PCA:
            model = fit_components(data.rows, data.part("train"), n)
        else:
            model = _train(data, method, n, seed, settings["epochs"], should_stop)
            if should_stop():
                return
        Z = model.encode(X)
        score = dataclasses.asdict(measure_reduction(X, Z, model.decode(Z), labels))
        score["mse"] = float(
            reconstruction_errors(X_validation, model.decode(model.encode(X_validation))).mean()
        )
        row = {"method": method, "latent_dim": n, "seed": seed}
        yield Step([row | {k: v for k, v in score.items() if v is not None}], done, name)


def _train(
    data: Dataset, variant_name: str, latent_dim: int, seed: int, epochs: int, should_stop: Callable[[], bool]
) -> Any:
    import keras

    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
            if should_stop():
                self.model.stop_training = True

    variant, card = find_variant(variant_name), data.card
    suggested = variant.suggest_hyperparameters(card.n_train, card.sample_shape, card.kind)
    chosen = {"latent_dim": latent_dim, "epochs": epochs, "random_state": seed}
    model = variant(**suggested | chosen).set_params(sample_shape=card.sample_shape)
    return model.fit(data.rows(data.part("train")), callbacks=[Stop()])
