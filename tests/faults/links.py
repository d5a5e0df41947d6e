"""Links that nobody would write, followed over WebSockets against a real server: no page has a traceback."""

import concurrent.futures
from collections.abc import Iterator

from websockets.exceptions import WebSocketException

from tests.faults.harness import PROBLEMS, Tally
from tests.faults.server import serving
from tests.faults.tab import Tab
from tests.pages.addresses import NASTY, PARAMETERS

_TABS = 2  # at once
_RUN = "digits-variational"

Link = tuple[str, dict[str, str | list[str]]]


def run() -> Iterator[Tally]:
    values = f"{len(NASTY)} nasty values of each of their parameters"
    tally = Tally(f"all {len(PARAMETERS)} pages with {values}", "no traceback", "links")
    with serving() as server, concurrent.futures.ThreadPoolExecutor(_TABS) as pool:
        links = list(list_links())
        for (page, query), problems in zip(
            links, pool.map(lambda link: follow(server.address, link), links), strict=True
        ):
            with tally.trial(f"{page} {str(query)[:300]}"):
                assert not problems, problems
    yield tally


def list_links() -> Iterator[Link]:
    """Each value of each parameter at least once, many to a link.

    The run has links of its own, since a page that refuses it does not read the others.
    """
    for page, names in PARAMETERS.items():
        others = [name for name in names if name != "run"]
        for first in range(len(NASTY)):
            yield page, {"run": NASTY[first]}
            if others:
                shifted = {name: NASTY[(first + k) % len(NASTY)] for k, name in enumerate(others)}
                yield page, {"run": _RUN} | shifted


def follow(server: str, link: Link) -> list[str]:
    """Returns the tracebacks of a page."""
    page, query = link
    name = page.removeprefix("pages/").removesuffix(".py").removeprefix("app")
    try:
        with Tab(server, name, query) as tab:
            return tab.exceptions
    except (*PROBLEMS, WebSocketException) as error:
        return [f"{type(error).__name__}: {error}"]
