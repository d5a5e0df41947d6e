"""Links of the first version still open and select the same values."""

import pytest

from tests.pages.opening import open_page

MNIST, VAE, NAMES = "mnist-deep", "digits-variational", "names-sequence"
# Page, address of the first version, and the present values of the widgets.
LINKS = [
    (
        "explore_map",
        {"run": MNIST, "method": "PCA", "axes": "3-D", "of": "Input", "part": "train", "n": "2,000"},
        {"method": "pca", "axes": 3, "of": "input", "part": "train", "n": 2000},
    ),
    (
        "explore_map",
        {"run": MNIST, "method": "t-SNE", "colour": "reconstruction error"},
        {"method": "tsne", "colour": "reconstruction error"},
    ),
    (
        "explore_compare",
        {"run": MNIST, "other_run": VAE, "other_epoch": "10"},
        {"other_epoch": 10},
    ),
    (
        "explore_reconstructions",
        {"run": VAE, "part": "train", "order": "worst", "class": "3", "page": "2"},
        {"part": "train", "order": "Worst", "class": "3", "page": 2},
    ),
    (
        "explore_reconstructions",
        {"run": VAE, "order": "best", "views": "How well"},
        {"order": "Best", "views": "Metrics"},
    ),
    ("explore_generate", {"run": VAE, "view": "What each does"}, {"view": "Traversals"}),
    ("explore_generate", {"run": VAE, "view": "Grid", "rows": "5"}, {"view": "Grid", "rows": 5}),
    (
        "explore_generate",
        {"run": VAE, "view": "Samples", "drawn": "40", "temperature": "0.5", "quality": "true"},
        {"view": "Samples", "drawn": 40, "temperature": 0.5, "quality": True},
    ),
    (
        "explore_paths",
        {"run": VAE, "anchors_by": "at random", "way": "along the data", "steps": "20"},
        {"anchors_by": "Random", "way": "Along the data", "steps": 20},
    ),
    (
        "explore_paths",
        {"run": VAE, "way": "sphere", "from": "3", "to": "8", "amount": "0.5"},
        {"way": "Spherical", "from": "3", "to": "8", "amount": 0.5},
    ),
    ("explore_own_input", {"run": NAMES, "own_text": "ANNA"}, {"own_text": "ANNA"}),
    ("explore_replay", {"run": MNIST, "epoch": "20"}, {"epoch": 20}),
    ("data", {"dataset": "mnist", "part": "test", "class": "3"}, {"part": "test", "class": "3"}),
]


@pytest.mark.parametrize(("page", "query", "chosen"), LINKS, ids=[f"{p} {'&'.join(q)}" for p, q, _ in LINKS])
def test_a_link_of_the_first_version_opens(page, query, chosen):
    at = open_page(f"pages/{page}.py", **query)
    assert not at.error and not at.warning
    assert {name: at.session_state[name] for name in chosen} == chosen
