"""Every session-state key, fragment name and query parameter of the pages, each once, with its type.

Hyperparameters are in the address, too, each under its declared name (see `widgets/hyperparameter_form.py`).
"""

from typing import Any, Generic, TypeVar

import numpy as np
import streamlit as st

T = TypeVar("T")


class Key(str, Generic[T]):
    """A key of the session state: of a value that pages store there, or of a widget.

    Args:
        name: The key.
        initial: The value before anything was stored.
    """

    initial: T

    def __new__(cls, name: str, initial: Any = None) -> "Key[T]":
        key = super().__new__(cls, name)
        key.initial = initial
        return key

    def read(self) -> T:
        """The stored value, or the initial one."""
        return st.session_state.get(self, self.initial)

    def write(self, value: T) -> None:
        """Stores a value."""
        st.session_state[self] = value

    def setdefault(self, value: T) -> T:
        """The stored value; this one is stored first if there is none."""
        return st.session_state.setdefault(self, value)

    def forget(self) -> None:
        """Removes the stored value, if there is one."""
        st.session_state.pop(self, None)

    def on(self, side: str) -> "Key[T]":
        """The key on one side of a page that shows several runs; `side` is empty or goes before the name."""
        return type(self)(f"{side}{self}", self.initial)

    def per(self, owner: str) -> "Key[T]":
        """The key of one of several values, such as one for each data set."""
        return type(self)(f"{self}-{owner}", self.initial)


class Parameter(Key[T]):
    """A query parameter, and the key of the widget that is bound to it, if any."""


# -- query parameters ---------------------------------------------------------------------------------------

# On every page; the first two can have a side.
RUN: Parameter[str] = Parameter("run")
DATASET: Parameter[str] = Parameter("dataset")
NETWORK: Parameter[str] = Parameter("network")
# Choice of samples: part, class, order, page of a gallery, name of a saved selection.
PART: Parameter[str] = Parameter("part")
CLASS: Parameter[str] = Parameter("class")
ORDER: Parameter[str] = Parameter("order")
PAGE: Parameter[int] = Parameter("page")
SAVED_SELECTION: Parameter[str] = Parameter("selection")
# Map, and each side of Compare. The view is the displayed range of the map: comma-separated numbers.
METHOD: Parameter[str] = Parameter("method")
N_COMPONENTS: Parameter[int] = Parameter("axes")
SOURCE: Parameter[str] = Parameter("of")
N_SAMPLES: Parameter[int] = Parameter("n")
COLOUR: Parameter[str] = Parameter("colour")
DENSITY: Parameter[bool] = Parameter("density")
CLASS_NAMES: Parameter[bool] = Parameter("names")
MAP_VIEW: Parameter[str] = Parameter("view")
# Replay, and each side of Compare.
EPOCH: Parameter[int | str] = Parameter("epoch")
# Generate. The latent vector: numbers, comma-separated.
Z: Parameter[str] = Parameter("z")
LATENT_VIEW: Parameter[str] = Parameter("view")
ACROSS: Parameter[str] = Parameter("across")
UP: Parameter[str] = Parameter("up")
GRID_ROWS: Parameter[int] = Parameter("rows")
N_NEW_SAMPLES: Parameter[int] = Parameter("drawn")
TEMPERATURE: Parameter[float] = Parameter("temperature")
FIDELITY: Parameter[bool] = Parameter("quality")
# Paths. The endpoints: sample ids, comma-separated.
ENDPOINTS_BY: Parameter[str] = Parameter("anchors_by")
ENDPOINTS: Parameter[str] = Parameter("anchors")
INTERPOLATION: Parameter[str] = Parameter("way")
STEPS: Parameter[int] = Parameter("steps")
BETWEEN: Parameter[str] = Parameter("between")
FROM: Parameter[str] = Parameter("from")
TO: Parameter[str] = Parameter("to")
COLUMN: Parameter[str] = Parameter("column")
AMOUNT: Parameter[float] = Parameter("amount")
# Your input.
INPUT_BY: Parameter[str] = Parameter("own_by")
INPUT_TEXT: Parameter[str] = Parameter("own_text")
# Reconstructions. The other runs: ids, comma-separated.
COMPARED_RUNS: Parameter[str] = Parameter("beside")
MODEL_VIEW: Parameter[str] = Parameter("views")
# Anomalies. The normal class; the score; the rule of the threshold; the sample that is explained.
NORMAL: Parameter[str] = Parameter("normal")
SCORE: Parameter[str] = Parameter("score")
THRESHOLD_RULE: Parameter[str] = Parameter("rule")
EXPLAINED: Parameter[str] = Parameter("sample")
# Runs.
RUNS_FILTER: Parameter[str] = Parameter("filter")
RUNS_ORDER: Parameter[str] = Parameter("sort")
# Units. The chosen unit, counted from 1; the search; the id of the run in which partners are looked for.
UNIT: Parameter[str] = Parameter("unit")
UNIT_SEARCH: Parameter[str] = Parameter("find")
MATCHED_RUN: Parameter[str] = Parameter("matched")
# Features. The view; labelled samples and seeds of the pretraining.
FEATURES_VIEW: Parameter[str] = Parameter("view")
N_LABELS: Parameter[int] = Parameter("labels")
N_SEEDS: Parameter[int] = Parameter("seeds")
# Labels and Clusters. The space that is clustered, the method, and its parameter.
LABELS_VIEW: Parameter[str] = Parameter("views")
CLUSTERS_VIEW: Parameter[str] = Parameter("views")
CLUSTER_SPACE: Parameter[str] = Parameter("space")
CLUSTER_METHOD: Parameter[str] = Parameter("by")
N_CLUSTERS: Parameter[int] = Parameter("k")
# Learn. The position of the sample in its class, from 1; the hyperparameter of a sweep, and its value.
LEARN_VIEW: Parameter[str] = Parameter("view")
LEARN_SAMPLE: Parameter[int] = Parameter("sample")
VARIANT: Parameter[str] = Parameter("variant")
SWEEP: Parameter[str] = Parameter("sweep")
SWEEP_VALUE: Parameter[float] = Parameter("value")

# -- session state ------------------------------------------------------------------------------------------

# Who visits a public demo.
VISITOR: Key[str] = Key("visitor")
# Widgets whose choice is written to the address when it changes.
PICKED_RUN: Key[str] = Key("picked_run")
PICKED_DATASET: Key[str] = Key("picked_dataset")
PICKED_MATCH: Key[str] = Key("picked_match")
RUNS_TABLE: Key[Any] = Key("runs")
# For each run.
UNITS_TABLE: Key[Any] = Key("units")
# For each run, the table of the most unusual samples; for each rule, its parameter.
ANOMALIES_TABLE: Key[Any] = Key("anomalies")
THRESHOLD_PARAMETER: Key[float] = Key("threshold")
ONLY_SELECTED: Key[bool] = Key("only_selected")
SELECT_ANOMALIES: Key[bool] = Key("select_anomalies")
# For each run and normal class, the run that learns normal samples only.
NORMAL_TRAINING: Key[Any] = Key("normal_training")
SCORED_SERIES: Key[Any] = Key("scored_series")
EVENTS_TABLE: Key[Any] = Key("events")
# The map on the Home page.
COVER: Key[Any] = Key("cover")
# Selected sample ids of each data set, and the number of the selection that the browser sent last.
SELECTED: Key[dict[str, np.ndarray]] = Key("selected")
SELECTION_REVISION: Key[int] = Key("selection_revision", 0)
# Name of the saved selection that was loaded last.
LOADED_SELECTION: Key[str | None] = Key("loaded_selection")
SELECTION_TAB: Key[str] = Key("selection_tab")
SELECTION_ORDER: Key[str] = Key("selection_order")
# Id of the run whose map was opened last, and what was chosen for it (see `map/initial.py`).
OPENED_MAP: Key[tuple[str, dict[str, Any]]] = Key("opened_map", ("", {}))
# The map and the empty position on it that was clicked last.
CLICKED_POSITION: Key[tuple[str | None, Any]] = Key("clicked_position", (None, None))
DRAG_TOOL: Key[str] = Key("tool")
SELECTION_MODE: Key[str] = Key("selection_mode")
SEARCH: Key[str] = Key("search")
# The last search text without a match.
UNMATCHED_SEARCH: Key[str] = Key("unmatched_search", "")
COMPUTE: Key[bool] = Key("compute")
STOP: Key[bool] = Key("stop")
MEASURE: Key[bool] = Key("measure")
# For each number of labels; for each data set.
CLASSIFIER_EPOCHS: Key[int] = Key("classifier_epochs")
REDUCTION_EPOCHS: Key[int] = Key("model_epochs")
# For each study.
START_STUDY: Key[bool] = Key("start_study")
STOP_STUDY: Key[bool] = Key("stop_study")
SELECT_MISCLASSIFIED: Key[bool] = Key("select_misclassified")
# Maps whose quality this visitor has requested.
REQUESTED_QUALITY: Key[set[str]] = Key("requested_quality")
PLAYING: Key[bool] = Key("playing", False)
PLAY: Key[bool] = Key("play")
# Run id and latent vector of the Generate page; the number of times that the sliders were moved to it; run id
# and id of the sample that it encodes.
LATENT_VECTOR: Key[tuple[str | None, Any]] = Key("latent_vector", (None, None))
LATENT_VECTOR_REVISION: Key[int] = Key("latent_vector_revision", 0)
LATENT_VECTOR_SAMPLE: Key[tuple[str, int] | None] = Key("latent_vector_sample")
# Run id and the latent dimensions that Randomise does not change.
LOCKED: Key[tuple[str | None, set[int]]] = Key("locked", (None, set()))
RANDOM_SEED: Key[int] = Key("random_seed", 0)
# For each group of sliders, the number of the change that was received last.
RECEIVED: Key[int] = Key("received", 0)
# The clicked cell of the grid of decoded latent vectors.
GRID: Key[dict[str, Any]] = Key("manifold", {})
START_SAMPLE: Key[int | None] = Key("start")
NEW_SAMPLES_SEED: Key[int] = Key("new_samples_seed", 0)
NEW_SAMPLES_SOURCE: Key[str] = Key("source")
ENDPOINTS_SEED: Key[int] = Key("endpoints_seed", 0)
ENDPOINTS_TEXT: Key[str] = Key("anchors")
MOVED_SAMPLE: Key[int] = Key("apply")
# Buttons that select samples for the pages that use the selection.
SELECT_ENDPOINTS: Key[bool] = Key("select_endpoints")
SELECT_NEIGHBORS: Key[bool] = Key("select_neighbors")
SELECT_SHOWN: Key[bool] = Key("select_shown")
SELECT_GROUP: Key[bool] = Key("select_group")
# Names of the class of the next labels, number of random samples, and the number of the round of questions.
LABEL_NAME: Key[str] = Key("label_name")
N_RANDOM_LABELS: Key[int] = Key("n_random_labels")
LABEL_SEED: Key[int] = Key("label_seed", 0)
# Share of labels that are replaced at random, and the source of audited labels.
NOISE_SHARE: Key[float] = Key("noise_share")
AUDITED: Key[str] = Key("audited")
# For each data set and noise: the corrected class of a sample id.
CORRECTIONS: Key[dict[int, int]] = Key("corrections")
MAX_DISTANCE: Key[float] = Key("max_distance")
# For each run: the clusters that were found last (space, method, parameter); for each clustering: names.
FOUND_CLUSTERS: Key[tuple[str, str, int]] = Key("found_clusters")
CLUSTER_NAMES: Key[dict[int, str]] = Key("cluster_names")
SHOWN_CLUSTER: Key[int] = Key("shown_cluster")
INPUT_PICTURE: Key[Any] = Key("own_picture")
INPUT_IS_DRAWING: Key[bool] = Key("own_is_drawing")
INPUT_START: Key[int] = Key("own_start")
INPUT_ROW: Key[Any] = Key("own_row")
COMPARED_MODELS: Key[list[str]] = Key("beside")
# For each run, on its training page.
NOISE: Key[str] = Key("noise")
NOISE_LEVEL: Key[float] = Key("level")
# Denoising. For each run, and for each run and noise.
NOISY_FILES: Key[Any] = Key("noisy_files")
MEASURE_LEVELS: Key[bool] = Key("measure_levels", False)
DENOISED_DOWNLOAD: Key[bool] = Key("denoised_download")
# Compression. For each run.
ADDED_ERROR: Key[int] = Key("added_error")
SAMPLES_FILE: Key[Any] = Key("samples_file")
COMPRESSED_FILE: Key[Any] = Key("compressed_file")
COMPRESSED_DOWNLOAD: Key[bool] = Key("compressed_download")
DECOMPRESSED_DOWNLOAD: Key[bool] = Key("decompressed_download")
MEASURE_RATES: Key[bool] = Key("measure_rates", False)
RATE_RUNS: Key[list[str]] = Key("rate_runs")
PRIOR_SEED: Key[int] = Key("drawn", 0)
RESAMPLE: Key[bool] = Key("draw")
SAMPLE: Key[int] = Key("sample")
SERIES: Key[int] = Key("series")

# -- fragments ----------------------------------------------------------------------------------------------

# The sliders of the Generate page and the decoded sample.
SLIDERS_FRAGMENT = "latent_vector"
