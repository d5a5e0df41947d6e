"""The training pages: the form, the result in words, and further epochs."""

import json
import shutil

import pytest
from sklearn.decomposition import PCA

from aecore.datasets import load_dataset
from aecore.runs import Run, create_run, find_run, list_runs
from pages.ui.widgets.run_titles import get_title
from tests.pages.opening import ROOT, open_page, read_literal
from tests.runs.mutations import change, copy_run

GALLERY = ROOT / "aecore/gallery/runs"
CHECKPOINT = next((ROOT / "tests/runs/earlier_version").glob("*/checkpoint/state.npz"))


def new_run(
    losses: list[float], variant: str = "deep", metrics: dict | None = None, **hyperparameters: object
) -> Run:
    """A finished run with the model of a pre-trained one, which has 16 dimensions."""
    data = load_dataset("digits")
    values = {"epochs": len(losses), "latent_dim": 16, **hyperparameters}
    run = create_run(variant, values, "digits", data.fingerprint)
    for name in ("encoder.onnx", "decoder.onnx"):
        shutil.copy(GALLERY / "digits-denoising" / name, str(run.path))
    rows = [{"epoch": i + 1, "seconds": i + 1.0, "loss": x, "val_loss": x} for i, x in enumerate(losses)]
    run.write_json("history.json", rows)
    run.write_json("metrics.json", metrics or {"val_mse": 0.004, "test_mse": 0.005, "pca_val_mse": 0.008})
    run.finish("done", "", ["encoder.onnx", "decoder.onnx"])
    return run


def read_markdown(at) -> str:
    return " ".join(read_literal(element.value) for element in at.markdown)


def test_the_form_shows_the_hyperparameters_of_the_newest_run_without_a_run_in_the_address():
    at = open_page("pages/train_variational.py")
    spec = json.loads((GALLERY / "digits-variational" / "spec.json").read_text())
    assert at.selectbox(key="picked_dataset").value == spec["dataset"] == "digits"
    shown = {element.label: element.value for kind in (at.number_input, at.text_input) for element in kind}
    chosen = spec["hyperparameters"]
    assert (shown["Epochs"], shown["Batch size"]) == (chosen["epochs"], chosen["batch_size"])
    assert shown["Hidden layers"] == "96, 48" and shown["Latent dimensions"] == chosen["latent_dim"]
    assert "Latest result: **Digits 8×8** · 2 dimensions" in read_markdown(at)


def test_the_form_of_another_data_set_has_its_suggestions_and_the_panel_names_that_of_the_run():
    at = open_page("pages/train_variational.py", dataset="mnist")
    assert {element.label: element.value for element in at.number_input}["Epochs"] == 6
    assert "Latest result: **Digits 8×8**" in read_markdown(at)


@pytest.mark.parametrize(
    ("page", "label", "option", "hidden", "shown"),
    [
        ("sparse", "Sparsity", "top_k", {"Target share rho", "Penalty weight beta"}, {"Active units k"}),
        ("sparse", "Sparsity", "l1", {"Target share rho"}, {"Penalty weight beta"}),
        ("variational", "Objective", "iwae", {"Beta", "Free bits"}, {"Importance draws"}),
        ("variational", "Loss", "mse", set(), {"Sigma", "Observation noise"}),
    ],
)
def test_the_form_shows_what_the_chosen_option_uses(page, label, option, hidden, shown):
    at = open_page(f"pages/train_{page}.py", dataset="digits")

    def read_labels() -> set[str]:
        return {element.label for kind in (at.number_input, at.selectbox) for element in kind}

    before = read_labels()
    assert hidden <= before and (page == "sparse" and option == "l1" or not shown & before)
    next(box for box in at.selectbox if box.label == label).set_value(option).run()
    assert shown <= read_labels() and not hidden & read_labels()


def test_a_hidden_hyperparameter_has_its_default_in_the_run():
    at = open_page("pages/train_variational.py", dataset="digits", beta="4", epochs="1")
    next(box for box in at.selectbox if box.label == "Objective").set_value("iwae").run()
    next(button for button in at.button if button.label == "Start").click().run()
    assert not at.error
    (run,) = [run for run in list_runs() if not run.is_ready_made]
    assert run.spec.hyperparameters["objective"] == "iwae" and run.spec.hyperparameters["beta"] == 1.0
    assert "Stop training" in [button.label for button in at.button]


@pytest.mark.parametrize(
    ("losses", "schedule", "advice"),
    [
        ([0.3, 0.2, 0.1], "cosine", "still fell by 50.0% in the last epoch: **train longer**"),
        ([0.1, 0.2], "cosine", "has risen by 100.0% since epoch 1: **train for fewer epochs**"),
        ([0.1, 0.1], "cosine", "where the learning rate reaches zero"),
        ([0.1, 0.1], "constant", "The curve is flat: for a lower error, try **more latent dimensions**"),
        ([0.1], "constant", "One epoch shows no trend"),
    ],
)
def test_the_result_compares_with_pca_and_says_what_to_do_next(losses, schedule, advice):
    run = new_run(losses, schedule=schedule)
    text = read_markdown(open_page("pages/train_deep.py", run=run.id))
    assert (
        "**Validation error 0.004**, 0.50 × that of PCA with 16 dimensions (0.008). Test error 0.005" in text
    )
    assert advice in text


def test_the_result_of_an_earlier_version_is_its_test_error_beside_that_of_pca(home):
    run = copy_run(home, "earlier", change("metrics.json", val_mse=..., pca_val_mse=...))
    data = load_dataset("digits")
    X_train, X = (data.rows(data.part(part)) for part in ("train", "test"))
    pca = PCA(2).fit(X_train)
    pca_error = ((X - pca.inverse_transform(pca.transform(X))) ** 2).mean()
    error = run.metrics["test_mse"]
    text = read_markdown(open_page("pages/train_variational.py", run=run.id))
    comparison = f"{error / pca_error:.2f} × that of PCA with 2 dimensions ({pca_error:.3g})"
    assert f"**Test error {error:.3g}**, {comparison}" in text
    assert "did not measure its validation error" in text
    assert "This variant is also limited by the KL divergence from the prior" in text


def test_as_many_dimensions_as_features_have_no_baseline():
    run = new_run([0.1, 0.1], "sparse", {"val_mse": 0.004, "test_mse": 0.005}, latent_dim=64)
    text = read_markdown(open_page("pages/train_sparse.py", run=run.id))
    assert "**Validation error 0.004**. PCA with as many dimensions as features loses nothing" in text


def test_a_finished_run_is_continued_for_ten_epochs_as_a_new_run():
    run = new_run([0.2, 0.1], schedule="cosine")
    labels = [button.label for button in open_page("pages/train_deep.py", run=run.id).button]
    assert "Train 10 more epochs" not in labels, "it has no checkpoint"
    (run.path / "checkpoint").mkdir()
    shutil.copy(CHECKPOINT, str(run.path / "checkpoint"))
    at = open_page("pages/train_deep.py", run=run.id)
    button = next(button for button in at.button if button.label == "Train 10 more epochs")
    assert "the loss can rise at first" in button.help
    button.click().run()
    assert not at.exception and not at.error
    (new,) = [other for other in list_runs() if not other.is_ready_made and other.id != run.id]
    assert at.query_params["run"] in (new.id, [new.id])
    assert new.spec.hyperparameters["epochs"] == 12 and new.spec.continued_from == run.id
    assert find_run(run.id).result == run.result
    assert any("decayed to zero" in read_literal(caption.value) for caption in at.caption)
    assert get_title(new) == "Deep autoencoder on Digits 8×8"
