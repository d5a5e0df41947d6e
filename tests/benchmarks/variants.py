"""Every dense variant against a basic autoencoder of equal widths, a whole training of five epochs."""

import functools
import time
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.harness import Figure, answer, in_turn, ratio_figure
from tests.benchmarks.training import load

ROUNDS = 3
EPOCHS = 5
DENSE = ("deep", "sparse", "denoising", "variational", "contractive", "vector_quantised", "adversarial")


def run() -> Iterator[Figure]:
    basic, *others = in_turn(__name__, "basic", *DENSE, rounds=ROUNDS)
    for name, other in zip(DENSE, others, strict=True):
        yield ratio_figure(f"784-64-784, {name}; theirs: basic", other["seconds"], basic["seconds"], 1.6)


def train(name: str) -> dict[str, Any]:
    from aecore import training  # noqa: F401
    from aecore.variants import find_variant

    X, _ = load()
    variant = find_variant(name)
    chosen = {"latent_dim": 64, "epochs": EPOCHS}
    if name != "basic":
        chosen["hidden_layers"] = ()
    start = time.perf_counter()
    variant(**chosen).fit(X)
    return {"seconds": time.perf_counter() - start}


if __name__ == "__main__":
    answer(**{name: functools.partial(train, name) for name in ("basic", *DENSE)})
