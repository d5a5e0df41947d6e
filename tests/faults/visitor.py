"""A visitor without a browser: the messages that one would send, over a WebSocket."""

import contextlib
import json
import time
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from websockets.sync.client import connect

_LONGEST = 60  # seconds
_LARGEST = 2**26  # bytes

RUNS = ("digits-denoising", "digits-variational", "mnist-basic", "mnist-deep", "names-sequence")
PAGES = (
    "",
    "learn",
    "data",
    "runs",
    "explore_map",
    "explore_replay",
    "explore_compare",
    "explore_units",
    "explore_generate",
    "explore_paths",
    "explore_own_input",
    "explore_reconstructions",
    "apply_anomalies",
    "apply_labels",
    "apply_denoising",
    "apply_compression",
    "apply_features",
    "apply_clusters",
    "apply_reduction",
    "train_basic",
    "train_deep",
    "train_sparse",
    "train_denoising",
    "train_variational",
    "train_convolutional",
    "train_sequence",
    "train_contractive",
    "train_vector_quantised",
    "train_adversarial",
)


class Visitor:
    """One tab: a session of the server.

    Args:
        address: `host:port` of the server.
    """

    def __init__(self, address: str):
        self._connection = contextlib.ExitStack()
        self._socket = self._connection.enter_context(
            connect(
                f"ws://{address}/_stcore/stream",
                subprotocols=["streamlit"],
                origin=f"http://{address}",
                max_size=_LARGEST,
                open_timeout=_LONGEST,
            )
        )
        self._page = self._query = ""
        self._mounted: dict[str, tuple[str, str]] = {}
        self.problems: list[str] = []

    def open(self, page: str, run: str = "", silence: float = 0.3) -> float:
        """Changes to a page, and reads until it has been drawn and nothing more comes.

        Args:
            page: Name of its file; empty for Home.
            run: Id of the run in its address.
            silence: Seconds without a message after which it is settled: a page runs again when its address
                is set right.

        Returns:
            Seconds until it was drawn.
        """
        self._page, self._query, self._mounted = page, f"run={run}" if run else "", {}
        start = time.perf_counter()
        self._send(BackMsg())
        seconds = 0.0
        while True:
            try:
                message = self._receive(silence if seconds else _LONGEST)
            except TimeoutError:
                return seconds
            if message.WhichOneof("type") == "script_finished":
                seconds = time.perf_counter() - start

    def tell(self, component: str, event: str, value: Any) -> None:
        """What a browser sends when something happens in one of our components on the page."""
        id, fragment = self._mounted[component]
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        state = message.rerun_script.widget_states.widgets.add()
        state.id = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{id}__events"
        state.json_trigger_value = json.dumps([{"event": event, "value": value}])
        self._send(message)

    def leave(self) -> None:
        """Closes the tab."""
        self._connection.close()

    def _send(self, message: BackMsg) -> None:
        message.rerun_script.page_name = self._page
        message.rerun_script.query_string = self._query
        self._socket.send(message.SerializeToString())

    def _receive(self, longest: float = _LONGEST) -> ForwardMsg:
        message = ForwardMsg()
        message.ParseFromString(self._socket.recv(timeout=longest))
        element = message.delta.new_element
        if element.bidi_component.component_name:
            name = element.bidi_component.component_name.rpartition("_")[2]
            self._mounted.setdefault(name, (element.bidi_component.id, message.delta.fragment_id))
        if element.WhichOneof("type") == "exception":
            self.problems.append(f"{self._page}?{self._query}: {element.exception.message}")
        elif element.alert.format == element.alert.Format.ERROR:
            self.problems.append(f"{self._page}?{self._query}: {element.alert.body}")
        return message
