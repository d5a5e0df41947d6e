"""The Labels page, without a browser."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from aecore.datasets import load_dataset
from aecore.runs.sample_labels import load_labels, save_labels
from tests.pages.opening import open_page, read_literal

LABELS = "pages/apply_labels.py"
DIGITS = "digits-denoising"


def read_messages(at: AppTest) -> str:
    kinds = (at.error, at.warning, at.info, at.caption, at.markdown)
    return " ".join(read_literal(element.value) for kind in kinds for element in kind)


def read_metrics(at: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


def label_truly(n: int, dataset: str = "digits", part: str = "test") -> None:
    data = load_dataset(dataset)
    ids = data.part(part)
    labels = data.labels[ids]
    save_labels(
        dataset, data.fingerprint, {data.class_names[c]: ids[labels == c][:n] for c in np.unique(labels)}
    )


@pytest.mark.parametrize(
    "run", [DIGITS, "breast-cancer-contractive", "heartbeats-sequence", "names-sequence"]
)
@pytest.mark.parametrize("view", ["Label", "Labels spent", "Audit", "Duplicates"])
def test_every_view_opens_on_every_kind_of_data(run, view):
    at = open_page(LABELS, run=run, views=view)
    assert not at.error
    assert not at.exception


def test_a_selection_is_named_and_saved():
    data = load_dataset("digits")
    ids = data.part("test")[:3]
    at = open_page(LABELS, run=DIGITS)
    at.session_state["selected"] = {"digits": ids}
    at.run()
    at.text_input(key="label_name").set_value("mine")
    next(button for button in at.button if button.label == "Label them").click().run()
    assert not at.exception
    assert list(load_labels("digits", data.fingerprint)["mine"]) == list(ids)


def test_labels_spread_and_are_compared_with_floors():
    label_truly(3)
    at = open_page(LABELS, run=DIGITS)
    metrics = read_metrics(at)
    assert metrics["Given labels"] == "30"
    assert metrics["Spread to"] == "330"
    accuracy, floor = (float(metrics[name].rstrip("%")) for name in ("Accuracy", "Nearest input"))
    assert accuracy > max(floor, 85)
    assert "of the spread labels are wrong" in read_messages(at)
    questions = next(frame.value for frame in at.dataframe if "guess" in frame.value)
    assert len(questions) == 10


def test_answering_the_questions_adds_labels():
    label_truly(1)
    at = open_page(LABELS, run=DIGITS)
    next(button for button in at.button if button.label == "Answer all with the known classes").click().run()
    assert read_metrics(at)["Given labels"] == "20"


def test_one_class_and_labels_elsewhere_are_explained():
    data = load_dataset("digits")
    save_labels("digits", data.fingerprint, {"zero": data.part("test")[:2]})
    assert "at least two classes, got one" in read_messages(open_page(LABELS, run=DIGITS))
    label_truly(2, part="train")
    at = open_page(LABELS, run=DIGITS)
    assert "20 labelled samples are not among the samples chosen above" in read_messages(at)
    assert "No sample among these has a label yet" in read_messages(at)


def test_the_audit_finds_added_wrong_labels():
    at = open_page(LABELS, run=DIGITS, views="Audit", part="Train")
    at.session_state["noise_share"] = 0.05
    at.run()
    metrics = read_metrics(at)
    assert int(metrics["Precision"].rstrip("%")) > 80
    assert metrics["By chance"] == "5%"


def test_corrections_are_trained_outside_the_test_part():
    at = open_page(LABELS, run=DIGITS, views="Audit", part="Train")
    at.session_state["noise_share"] = 0.2
    at.run()
    next(button for button in at.button if button.label.startswith("Relabel the ")).click().run()
    next(button for button in at.button if button.label == "Train both").click().run()
    table = next(frame.value for frame in at.dataframe if "classifier" in frame.value)
    # Ten neighbours outvote a wrong label anyway; logistic regression does not.
    errors = table.set_index("classifier").loc["Logistic regression"]
    assert errors["error, corrected labels"] < errors["error, given labels"]
    assert "lower the test error" in read_messages(at)


def test_the_map_is_coloured_by_labels():
    label_truly(3)
    at = open_page("pages/explore_map.py", run=DIGITS, part="Test", colour="Your labels")
    assert not at.exception
    assert at.selectbox(key="colour").value == "your labels"
