"""What the pages of the section Explore and the Data page open with, and where their results lead."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from aecore.datasets import load_dataset
from tests.pages.opening import open_page, read_literal

COMPARE, DATA, PATHS, RECONSTRUCTIONS = (
    f"pages/{name}.py" for name in ("explore_compare", "data", "explore_paths", "explore_reconstructions")
)


def read_captions(at: AppTest) -> str:
    return " ".join(read_literal(element.value) for element in at.caption)


def list_links(at: AppTest) -> dict[str, str]:
    """The query of each link to another page below the title, by its label."""
    return {link.proto.label: link.proto.query_string for link in at.main.get("page_link")}


# -- initial runs ---------------------------------------------------------------------------


def test_generate_and_paths_open_a_run_with_a_prior():
    """The newest pre-trained run has none."""
    at = open_page("pages/explore_generate.py")
    assert at.selectbox(key="picked_run").value == "digits-variational"
    assert at.session_state["view"] == "Grid"
    assert open_page(PATHS).selectbox(key="picked_run").value == "digits-variational"


def test_replay_opens_a_run_with_several_saved_epochs():
    at = open_page("pages/explore_replay.py")
    assert at.selectbox(key="picked_run").value == "mnist-deep"
    assert at.select_slider(key="epoch").options[0] == "0"


def test_compare_opens_two_runs_on_one_data_set():
    at = open_page(COMPARE)
    left, right = (at.selectbox(key=f"{side}picked_run").value for side in ("", "other_"))
    assert (left, right) == ("mnist-basic", "mnist-deep")
    assert dict(at.query_params)["other_run"] == right


def test_a_link_to_two_settings_of_one_run_opens_it_on_both_sides():
    at = open_page(COMPARE, run="digits-variational", other_method="PCA")
    assert at.selectbox(key="other_picked_run").value == "digits-variational"


# -- where results lead ---------------------------------------------------------------------


def test_a_data_set_leads_to_the_variants_that_accept_it():
    queries = list_links(open_page(DATA, dataset="wine"))
    assert {"Basic", "Variational"} <= queries.keys()
    assert not {"Convolutional", "Sequence"} & queries.keys()
    assert queries["Variational"] == "dataset=wine"
    assert "Convolutional" in list_links(open_page(DATA, dataset="digits"))


def test_a_selection_leads_to_the_pages_that_use_it():
    at = open_page(PATHS, run="digits-variational", anchors="1500,1600")
    assert "Reconstructions" not in list_links(at)
    at.button(key="select_endpoints").click().run()
    assert at.session_state["selected"]["digits"].tolist() == [1500, 1600]
    assert "2 selected samples:" in read_captions(at)
    queries = list_links(at)
    assert queries["Reconstructions"] == "run=digits-variational&selection=Current+selection"
    assert "Compare" in queries
    assert at.button(key="select_endpoints").disabled


def test_reconstructions_show_the_present_selection():
    at = open_page(RECONSTRUCTIONS, run="digits-variational")
    at.session_state["selected"] = {"digits": np.array([3, 1500, 1600])}
    at.run()
    at.selectbox(key="selection").set_value("Current selection").run()
    assert at.metric[0].value == "2"  # one of the three is a training sample
    assert "Originals: #1500, #1600" in read_captions(at)


# -- words and units ------------------------------------------------------------------------


def test_the_gallery_says_how_its_samples_were_chosen():
    assert "Samples 61 to 120 of 1,200 samples, drawn by class from 55,000" in read_captions(
        open_page(DATA, dataset="mnist", page="2")
    )
    assert "Samples 1 to 36 of 36 samples." in read_captions(open_page(DATA, dataset="wine", part="Test"))


def test_a_data_set_without_classes_has_no_choice_of_a_class():
    at = open_page(DATA, dataset="heartbeats")
    assert [box.label for box in at.selectbox] == ["Data set"]
    assert "time from the R peak (ms) from -265 to 440" in read_captions(at)


@pytest.mark.parametrize(("limit", "is_near"), [(2.0, True), (0.01, False)])
def test_a_path_is_near_the_data_only_within_the_limit(limit, is_near, monkeypatch):
    monkeypatch.setattr("pages.ui.paths.interpolation._FAR", limit)
    at = open_page(PATHS, run="names-sequence")
    assert ("steps are near the data" in read_captions(at)) == is_near
    assert ("above the limit: there the decoder extrapolates" in read_captions(at)) != is_near


def test_series_have_an_axis_for_each_direction():
    card = load_dataset("heartbeats").card
    assert card.value_axis.title == "voltage (mV)"
    steps = card.step_axis.locate(card.sample_shape[0])
    # The R peak is between the 48th and the 49th step; 128 steps at 180 Hz.
    assert steps[47] < 0 < steps[48]
    assert np.diff(steps) == pytest.approx(1000 / 180)
    assert load_dataset("power_demand").card.step_axis.title == "hour of the day (h)"
