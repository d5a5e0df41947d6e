"""A person at a page's sliders without a browser: the messages that one would send, over a WebSocket."""

import base64
import io
import json
import time
from typing import Any

import numpy as np
from PIL import Image
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from websockets.sync.client import connect

_LONGEST, _SILENCE = 60, 5  # seconds
_LARGEST = 2**26
_PICTURE = "decoded"


class Person:
    """Opens the Generate page of a run and moves its sliders.

    Args:
        address: `host:port` of the server.
        run: Id of the run.
    """

    def __init__(self, address: str, run: str):
        self._socket = connect(
            f"ws://{address}/_stcore/stream",
            subprotocols=["streamlit"],
            origin=f"http://{address}",
            max_size=_LARGEST,
            open_timeout=_LONGEST,
        )
        self._query = f"run={run}"
        self._sent = 0
        self._send(BackMsg())
        self._wait_until_drawn()
        self.move({})  # a browser makes its component known first; here the first event does

    def move(self, values: dict[int, float]) -> tuple[float, np.ndarray]:
        """Lets sliders go at some values.

        Returns:
            Seconds until the picture is there, and its pixels `(height, width, 3)`.
        """
        self._sent += 1
        start = time.perf_counter()
        self._tell("sliders", "moved", {"values": values, "locked": [], "sent": self._sent})
        picture, seconds = None, 0.0
        while True:
            message = self._receive()
            if picture is None and (picture := self._find_picture(message)) is not None:
                seconds = time.perf_counter() - start
            if message.WhichOneof("type") == "script_finished" and picture is not None:
                return seconds, picture

    def rest(self) -> None:
        """Lets the sliders rest, so that what lies around the code follows; waits until it is there."""
        self._tell("follow", "settled", True)
        while self._receive().WhichOneof("type") != "script_finished":
            pass

    def _tell(self, component: str, event: str, value: Any) -> None:
        """What a browser sends when something happens in one of our components."""
        id, fragment = self._mounted[component]
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        state = message.rerun_script.widget_states.widgets.add()
        state.id = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{id}__events"
        state.json_trigger_value = json.dumps([{"event": event, "value": value}])
        self._send(message)

    def leave(self) -> None:
        self._socket.close()

    def _send(self, message: BackMsg) -> None:
        message.rerun_script.page_name = "explore_generate"
        message.rerun_script.query_string = self._query
        self._socket.send(message.SerializeToString())

    def _receive(self, longest: float = _LONGEST) -> ForwardMsg:
        message = ForwardMsg()
        message.ParseFromString(self._socket.recv(timeout=longest))
        return message

    def _wait_until_drawn(self) -> None:
        """Reads on until nothing comes any more: the page is run again when its address is settled."""
        self._mounted: dict[str, tuple[str, str]] = {}
        while True:
            try:
                message = self._receive(_SILENCE if self._mounted else _LONGEST)
            except TimeoutError:
                return
            component = message.delta.new_element.bidi_component
            if component.component_name:
                name = component.component_name.rpartition("_")[2]
                self._mounted.setdefault(name, (component.id, message.delta.fragment_id))

    def _find_picture(self, message: ForwardMsg) -> np.ndarray | None:
        for image in message.delta.new_element.imgs.imgs:
            if image.alt == _PICTURE:
                with Image.open(io.BytesIO(base64.b64decode(image.url.split(",")[1]))) as picture:
                    return np.asarray(picture.convert("RGB"))
        return None
