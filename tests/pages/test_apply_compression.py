"""The Compression page, without a browser, and its files on the command line."""

import io

import numpy as np
import pytest

from aecore.applications.compression import read_container, read_latent_vectors
from aecore.applications.compression.container import write_container
from aecore.cli import main
from aecore.datasets import load_dataset
from aecore.runs import find_run
from aecore.runs.codec import open_codec
from pages.ui.compression import results
from tests.pages.opening import open_page, read_literal

PAGE = "pages/apply_compression.py"
RUN = "digits-variational"


def read_problems(at) -> str:
    return " ".join(read_literal(element.value) for kind in (at.error, at.warning) for element in kind)


@pytest.fixture
def page_file() -> bytes:
    """The file that the page offers."""
    return results.compressed(find_run(RUN), 0.1)


@pytest.mark.parametrize(
    "run", [RUN, "digits-vector-quantised", "heartbeats-sequence", "breast-cancer-contractive"]
)
def test_the_test_part_of_a_run_is_compressed(run):
    at = open_page(PAGE, run=run)
    assert read_problems(at) == ""
    metrics = {metric.label: metric.value for metric in at.metric}
    assert float(metrics["Bytes a sample"]) < float(metrics["Uncompressed"]) / 4
    assert float(metrics["Error"]) >= float(metrics["Without rounding"])
    data = load_dataset(find_run(run).spec.dataset)
    content = results.compressed(find_run(run), 1.0 if "quantised" in run else 0.1)
    assert metrics["Bytes a sample"] == f"{len(content) / len(data.part('test')):.2f}"


def test_the_curves_have_the_baselines_and_tell_from_when_the_model_pays():
    at = open_page(PAGE, run=RUN)
    toggle = next(widget for widget in at.toggle if widget.label == "Measure the curves")
    toggle.set_value(True).run()
    assert read_problems(at) == "" and not at.exception
    assert [tab.label for tab in at.tabs] == ["mean squared error", "PSNR in dB", "SSIM"]
    assert "PNG" in at.dataframe[0].value["coder"].tolist()


def test_a_file_of_the_page_is_read_by_the_command_line_bit_for_bit(page_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "digits.aecz").write_bytes(page_file)
    assert main(["decompress", "digits.aecz", "-o", "digits.npy"]) == 0
    expected = open_codec(find_run(RUN)).decode(read_latent_vectors(page_file))
    np.testing.assert_array_equal(np.load("digits.npy"), expected)


def test_the_command_line_compresses_what_it_decompressed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    data = load_dataset("breast_cancer")
    np.savetxt("rows.csv", data.X_test, delimiter=",", header=",".join(data.feature_names), comments="")
    assert main(["compress", "breast-cancer-contractive", "rows.csv", "-o", "rows.aecz"]) == 0
    assert "114 samples in" in capsys.readouterr().out
    for name in ("rows2.csv", "rows.npz"):
        assert main(["decompress", "rows.aecz", "-o", name]) == 0
    table = np.loadtxt("rows2.csv", delimiter=",", skiprows=1)
    np.testing.assert_allclose(table, np.load("rows.npz")["X"], rtol=1e-6)
    # In the units of the data, and nearer to them than their means are.
    deviation = np.mean(((table - data.X_test) * data.scale) ** 2)
    assert deviation < 0.5
    assert main(["compress", "breast-cancer-contractive", "rows2.csv", "-o", "again.aecz"]) == 0


def alter(content: bytes) -> dict[str, bytes]:
    """Damaged files by the start of the message that each gets."""
    header, payload = read_container(content)
    newer = content[:4] + b"\x09" + content[5:]
    return {
        "The file is cut or altered": content[:-20],
        "The file has format 9": newer,
        "The file was compressed by another model": write_container(header | {"checksum": "0" * 64}, payload),
        "The run gone does not exist": write_container(header | {"model": "gone"}, payload),
        "Expected a file made by aecore compress": b"x" * 200,
    }


def test_a_damaged_file_is_refused_on_the_command_line_and_on_the_page(page_file, tmp_path, capsys):
    for start, content in alter(page_file).items():
        (tmp_path / "x.aecz").write_bytes(content)
        assert main(["decompress", str(tmp_path / "x.aecz"), "-o", str(tmp_path / "x.npy")]) == 1
        assert capsys.readouterr().err.startswith(start)
        assert not (tmp_path / "x.npy").exists()


def test_the_page_decompresses_a_file_and_refuses_a_cut_one(page_file):
    at = open_page(PAGE, run="digits-denoising")
    uploader = next(widget for widget in at.get("file_uploader") if widget.label == "Decompress a file")
    uploader.upload("digits.aecz", page_file, "application/octet-stream").run()
    assert f"360 samples of {RUN}" in " ".join(read_literal(c.value) for c in at.caption)
    assert read_problems(at) == ""
    uploader = next(widget for widget in at.get("file_uploader") if widget.label == "Decompress a file")
    uploader.upload("digits.aecz", page_file[:-9], "application/octet-stream").run()
    assert "The file is cut or altered" in read_problems(at)


def test_the_page_compresses_samples_and_refuses_other_shapes():
    at = open_page(PAGE, run=RUN)
    buffer = io.BytesIO()
    np.save(buffer, load_dataset("digits").X_test[:1])
    for content, expected in ((buffer.getvalue(), ""), (b"1,2,3\n4,5,6\n", "Expected 64 values")):
        uploader = next(w for w in at.get("file_uploader") if w.label.startswith("Compress samples"))
        name = "one.csv" if expected else "one.npy"
        uploader.upload(name, content, "application/octet-stream").run()
        assert expected in read_problems(at) and bool(expected) == bool(read_problems(at))
