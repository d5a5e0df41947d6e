"""Both sides in turn, one line a figure: `python -m tests.benchmarks [name ...]`."""

import importlib
import sys

from tests.benchmarks.harness import HEADER

NAMES = (
    "training",
    "epoch",
    "variants",
    "convolution",
    "tsne",
    "umap",
    "trust",
    "map",
    "generate",
    "web",
    "start",
)


def main(names: list[str]) -> int:
    unknown = set(names) - set(NAMES)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}: choose from {', '.join(NAMES)}.")
        return 2
    print(HEADER, flush=True)
    all_met = True
    for name in names or NAMES:
        for figure in importlib.import_module(f"tests.benchmarks.{name}").run():
            print(figure, flush=True)
            all_met &= figure.is_met
    return 0 if all_met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
