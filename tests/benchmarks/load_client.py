"""A person at the sliders of the Generate page, without a browser."""

import base64
import io
import time

import numpy as np
from PIL import Image
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.faults.visitor import Visitor

_SILENCE = 5  # seconds
_PICTURE = "decoded"


class Person(Visitor):
    """Opens the Generate page of a run and moves its sliders.

    Args:
        address: `host:port` of the server.
        run: Id of the run.
    """

    def __init__(self, address: str, run: str):
        super().__init__(address)
        self._sent = 0
        self.open("explore_generate", run, silence=_SILENCE)
        while "sliders" not in self._mounted:  # a busy server runs a page anew later than that
            self._receive()
        self.move({})  # a browser makes its component known first; here the first event does

    def move(self, values: dict[int, float]) -> tuple[float, np.ndarray]:
        """Lets sliders go at some values.

        Returns:
            Seconds until the picture is there, and its pixels `(height, width, 3)`.
        """
        self._sent += 1
        start = time.perf_counter()
        self.tell("sliders", "moved", {"values": values, "locked": [], "sent": self._sent})
        picture, seconds = None, 0.0
        while True:
            message = self._receive()
            if picture is None and (picture := self._find_picture(message)) is not None:
                seconds = time.perf_counter() - start
            if message.WhichOneof("type") == "script_finished" and picture is not None:
                return seconds, picture

    def rest(self) -> None:
        """Lets the sliders rest, so that what lies around the code follows; waits until it is there."""
        self.tell("follow", "settled", True)
        while self._receive().WhichOneof("type") != "script_finished":
            pass

    def _find_picture(self, message: ForwardMsg) -> np.ndarray | None:
        for image in message.delta.new_element.imgs.imgs:
            if image.alt == _PICTURE:
                with Image.open(io.BytesIO(base64.b64decode(image.url.split(",")[1]))) as picture:
                    return np.asarray(picture.convert("RGB"))
        return None
