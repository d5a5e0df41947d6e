"""The command `aecore score`, which scores how unusual the samples of a file are."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd

from aecore.analysis.table import to_csv
from aecore.applications.anomalies import SCORES, AnomalyDetector, choose_threshold
from aecore.applications.anomalies.detector import MAX_REFERENCE
from aecore.applications.anomalies.long_series import score_series
from aecore.applications.anomalies.sentences import check_scores
from aecore.cli.output import SUCCESS
from aecore.datasets import Dataset, load_dataset
from aecore.datasets.sampling import take_samples
from aecore.errors import InvalidInput
from aecore.runs import find_run
from aecore.runs.codec import open_codec
from aecore.user_input.samples_file import is_long_series, read_samples, read_series

_STEPS_PER_WINDOW = 32


def score_file(*, run: str, file: str, output: str, score: str, quantile: float) -> int:
    """Writes the scores of the samples of a file, or the events of a long series; returns the exit code.

    Args:
        run: Id of a run.
        file: File of samples (see `aecore.user_input.samples_file`), or of one long series for a run on
            series.
        output: The CSV file to write; of a long series also `NAME-points.csv`, with a score for each point.
        score: Key of `SCORES`.
        quantile: Share of normal validation samples whose score is at most the threshold.

    Raises:
        InvalidInput: if the file cannot be used, the run has no such score, or the quantile is not from 0
            to 1.
    """
    if not 0 <= quantile <= 1:
        raise InvalidInput(f"Expected a quantile from 0 to 1, got {quantile:g}: choose 0.95, for example.")
    found = find_run(run)
    data = load_dataset(found.spec.dataset)
    content = _read(file)
    normal = found.spec.normal_classes
    learnt = take_samples(data.select("train", normal), data.labels, MAX_REFERENCE)
    detector = AnomalyDetector(open_codec(found))
    detector.fit(data.rows(learnt), data.rows(data.select("validation", normal)))
    if score not in detector.names:
        raise InvalidInput(
            f"Expected one of the scores {', '.join(detector.names)}, got {score!r}: choose one of these."
        )
    threshold = choose_threshold("quantile", detector.get_reference(score), parameter=quantile)
    if is_long_series(content, file, data):
        series = read_series(content, file, data)
        print(_score_series(detector, score, series, data, threshold, Path(output)))
        return SUCCESS
    X = read_samples(content, file, data)
    scores = detector.score_all(X) if score == "rank_average" else {score: detector.score(score, X)}
    if len(X) > 1:
        check_scores(scores[score])
    above = scores[score] > threshold
    _write(pd.DataFrame({"sample": np.arange(len(X)), **scores, "anomaly": above}), Path(output))
    print(
        f"{above.sum():,} of {len(X):,} samples are above the threshold {threshold:.4g} of the "
        f"{SCORES[score].title.lower()}; scores in {output}."
    )
    return SUCCESS


def _score_series(
    detector: AnomalyDetector, score: str, series: np.ndarray, data: Dataset, threshold: float, output: Path
) -> str:
    length = data.card.sample_shape[0]
    found = score_series(
        lambda X: detector.score(score, X), series, length, max(1, length // _STEPS_PER_WINDOW)
    )
    events, points = found.find_events(threshold), found.points
    _write(pd.DataFrame([dataclasses.asdict(e) for e in events], columns=["start", "end", "score"]), output)
    _write(
        pd.DataFrame({"point": np.arange(len(points)), "score": points}),
        output.with_name(f"{output.stem}-points{output.suffix}"),
    )
    return (
        f"{len(events):,} events in {len(series):,} points are above the threshold {threshold:.4g} of the "
        f"{SCORES[score].title.lower()}; events in {output}."
    )


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise InvalidInput(
            f"The file {file} cannot be read ({error.strerror}): pass the path of a file."
        ) from error


def _write(table: pd.DataFrame, path: Path) -> None:
    try:
        path.write_bytes(to_csv(table))
    except OSError as error:
        raise InvalidInput(
            f"The file {path} cannot be written ({error.strerror}): choose another one."
        ) from error
