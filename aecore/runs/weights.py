"""The weights of the encoder of a run, for a Keras model of the same architecture."""

from collections.abc import Iterator, Sequence

import numpy as np

from aecore.runs.run import Run
from aecore.runs.spec import RunProblem


def read_encoder_weights(run: Run, shapes: Sequence[tuple[int, ...]]) -> list[np.ndarray]:
    """Reads the weights of the ONNX encoder of a run in the order of the layers.

    Dense layers and convolutions store them in ONNX as in Keras, apart from the order of axes; recurrent
    layers do not, and their runs have to be read from their Keras model.

    Args:
        run: A run with a model.
        shapes: Shapes of the weights of the Keras model, in the order of `get_weights`.

    Returns:
        One array for each shape. Whether they give the same latent vectors has to be checked by the caller.

    Raises:
        RunProblem: if the encoder has no such weights, or the model is missing or damaged.
    """
    import onnx

    graph = onnx.load_from_string(run.read_sealed("encoder.onnx")).graph
    arrays = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    stored = iter([arrays[name] for node in graph.node for name in node.input if name in arrays])
    weights = [_find(stored, tuple(shape)) for shape in shapes]
    found = [array for array in weights if array is not None]
    if len(found) < len(shapes):
        raise RunProblem(
            f"The encoder of the run {run.id} has layers whose weights cannot be read from its ONNX file: "
            "train the run again, or choose one with a dense or convolutional network."
        )
    return found


def _find(stored: Iterator[np.ndarray], shape: tuple[int, ...]) -> np.ndarray | None:
    """Returns the next stored array that has a shape in the order of axes of Keras, or None."""
    for array in stored:
        if array.dtype.kind == "f" and (adapted := _adapt(array, len(shape))).shape == shape:
            return adapted
    return None


def _adapt(array: np.ndarray, ndim: int) -> np.ndarray:
    """Brings an array to the order of axes of Keras: kernels of convolutions have the filters last."""
    if ndim == 1:
        return array.reshape(-1)
    if array.ndim == 4 and ndim == 3:  # a convolution over time is one over images of height 1
        array = array.reshape(array.shape[0], array.shape[1], -1)
    return np.moveaxis(array, (0, 1), (-1, -2)) if array.ndim > 2 else array
