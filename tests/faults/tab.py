"""A tab that follows links and presses buttons, without a browser: the messages that one would send."""

import urllib.parse
from collections.abc import Mapping, Sequence

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

_LONGEST = 90  # seconds
_LARGEST = 2**28  # bytes


class Tab:
    """A session of its own, at one address, drawn to its end.

    Args:
        server: `host:port`.
        page: As in the address; empty for Home.
        query: Its parameters; a list is one that comes several times.
    """

    def __init__(self, server: str, page: str, query: Mapping[str, str | Sequence[str]]):
        self.exceptions: list[str] = []
        self.errors: list[str] = []
        self._buttons: dict[str, tuple[str, str]] = {}
        self._page, self._query = page, urllib.parse.urlencode(query, doseq=True)
        self._socket = connect(
            f"ws://{server}/_stcore/stream",
            subprotocols=["streamlit"],
            origin=f"http://{server}",
            max_size=_LARGEST,
            open_timeout=_LONGEST,
            close_timeout=1,
        )
        self._send(BackMsg())
        self._read_to_the_end()

    def __enter__(self) -> "Tab":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def press(self, label: str) -> None:
        """Presses a button of the page. Raises `KeyError` if there is none of that label."""
        id, fragment = self._buttons[label]
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = id, True
        self._send(message)
        self._read_to_the_end()

    def _send(self, message: BackMsg) -> None:
        message.rerun_script.page_name = self._page
        message.rerun_script.query_string = self._query
        self._socket.send(message.SerializeToString())

    def _read_to_the_end(self) -> None:
        while True:
            message = ForwardMsg()
            message.ParseFromString(self._socket.recv(timeout=_LONGEST))
            self._note(message)
            # A page that runs again, since its address was set right, ends early at first.
            ended = message.WhichOneof("type") == "script_finished"
            if ended and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return

    def _note(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.exceptions.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "alert" and element.alert.format == element.alert.ERROR:
            self.errors.append(element.alert.body)
        elif kind == "button":
            self._buttons[element.button.label] = element.button.id, message.delta.fragment_id
