"""The Denoising page of the section Apply, without a browser."""

import io

import numpy as np
import pytest

from aecore.datasets import load_dataset
from tests.pages.opening import open_page, read_literal

PAGE = "pages/apply_denoising.py"
RUN = "digits-denoising"


def read_problems(at) -> str:
    return " ".join(read_literal(element.value) for kind in (at.error, at.warning) for element in kind)


def read_verdict(at) -> str:
    return next(element.value for element in at.markdown if element.value.startswith("**This run is"))


def upload(at, name: str, content: bytes):
    uploader = at.get("file_uploader")[0]
    return uploader.upload(name, content, "application/octet-stream").run()


def test_images_are_denoised_better_than_by_classical_filters():
    at = open_page(PAGE)
    assert at.selectbox(key="picked_run").value == RUN  # trained to denoise
    assert read_problems(at) == ""
    table = at.dataframe[0].value.set_index("method")
    assert len(table) == 7 and "better" in read_verdict(at)
    assert table.loc["this run", "PSNR in dB"] == table["PSNR in dB"].max()
    metrics = {metric.label: metric.value for metric in at.metric}
    assert metrics["PSNR, this run"] == f"{table.loc['this run', 'PSNR in dB']:.2f} dB"


def test_series_have_filters_and_tables_have_pca_only():
    assert len(open_page(PAGE, run="heartbeats-sequence").dataframe[0].value) == 7
    at = open_page(PAGE, run="breast-cancer-contractive")
    assert at.dataframe[0].value["method"].tolist() == ["noisy", "this run", "PCA"]
    assert "worse" in read_verdict(at)


def test_texts_have_no_noise():
    assert "letters have no noise" in read_problems(open_page(PAGE, run="names-sequence"))


def test_all_levels_are_measured_on_request():
    at = open_page(PAGE, run=RUN)
    toggle = next(widget for widget in at.toggle if widget.label == "Measure five levels")
    toggle.set_value(True).run()
    assert not at.exception and read_problems(at) == ""
    assert "100 test samples for each level" in " ".join(element.value for element in at.caption)


def test_a_batch_goes_in_and_comes_out_and_other_sizes_are_refused():
    at = open_page(PAGE, run=RUN)
    buffer = io.BytesIO()
    np.save(buffer, load_dataset("digits").X_test[:7])
    upload(at, "noisy.npy", buffer.getvalue())
    assert read_problems(at) == ""
    assert "Download 7 denoised samples" in [button.label for button in at.get("download_button")]
    upload(at, "noisy.csv", b"1,2\n3,4\n")
    assert "Expected 64 values for each sample" in read_problems(at)


@pytest.mark.parametrize("size", [(9, 8)])
def test_images_of_another_size_are_refused(size):
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("L", size).save(buffer, "PNG")
    at = upload(open_page(PAGE, run=RUN), "noisy.png", buffer.getvalue())
    assert "Expected images of 8 x 8 pixels, got 9 x 8" in read_problems(at)
