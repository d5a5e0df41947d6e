"""The log of faults: every exception that is not an `AecoreError`, with its traceback and its run.

The log is the folder `logs` of the workspace. Web servers, workers and commands share a workspace, and a
rotating file can have only one writer, so each process writes another file. Where the workspace is not on a
local disk, or cannot be written to, entries go to standard error.
"""

import contextlib
import logging
import logging.handlers
import os
import re
import secrets
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from aecore import workspace
from aecore.errors import AecoreError, ProgramFault
from aecore.files import sha256

_LARGEST, _BACKUPS = 10**6, 3  # bytes of a file, and earlier files of the same process
_MOST_FILES = 24  # of all processes
# Tells machines with one workspace apart; visitors see it, so it is not the name of the machine.
_HOST = sha256(socket.gethostname().encode())[:6]
_INDENT = "    "
_HEADER = re.compile(r"\S+ \S+ entry=\w+ run=(\S+) ")
_ROOT = f"{Path(__file__).parents[1]}{os.sep}"
# A quoted path may hold blanks; a URL may hold a password.
_PATH = re.compile(r"""(["'])((?:[A-Za-z]:)?[/\\][^"'\n]*)\1|(?<![\w./])((?:/[^\s"':,/]+){2,})""")
_URL = re.compile(r"""\b([A-Za-z][A-Za-z0-9+.-]*)://[^\s"']+""")


def configure(kind: str) -> None:
    """Names this process in the log.

    Args:
        kind: What it is: `web`, `worker` or `command`.
    """
    _HANDLER.kind = kind


@contextlib.contextmanager
def report_faults(run_id: str = "") -> Iterator[None]:
    """Logs any exception but an `AecoreError`.

    Args:
        run_id: Of the run that is worked on, if any.

    Raises:
        ProgramFault: in its place.
    """
    try:
        yield
    except AecoreError:
        raise
    except Exception as error:
        raise log_fault(error, run_id) from error


def log_fault(error: BaseException, run_id: str = "", note: str = "") -> ProgramFault:
    """Logs an exception.

    Args:
        error: What was raised.
        run_id: Of the run that was worked on, if any; whoever may change that run can read the entry.
        note: Anything else that helps to understand it.

    Returns:
        What a person is shown in its place.
    """
    entry = secrets.token_hex(4)
    info = (type(error), error, error.__traceback__)
    extra = {"entry": entry, "run": run_id or "-", "log": "standard error"}
    message = f"{type(error).__name__} {note}".rstrip()
    record = _LOGGER.makeRecord(_LOGGER.name, logging.ERROR, "", 0, message, (), info, extra=extra)
    _LOGGER.handle(record)
    return ProgramFault(entry, vars(record)["log"])


def read_entries(run_id: str) -> str:
    """The log's entries of one run, oldest first, without paths and addresses of this machine.

    Returns:
        Text; empty if there are none, or the workspace is not on a local disk.
    """
    folder = workspace.home() / "logs"
    entries: list[str] = []
    paths: list[Path] = list(folder.glob("*.log*")) if isinstance(folder, Path) else []
    for path in paths:
        with contextlib.suppress(OSError):  # rotated or removed meanwhile
            found = re.split(rf"\n(?!{_INDENT}|\Z)", path.read_text(errors="replace").rstrip("\n"))
            entries += [entry for entry in found if _is_about(entry, run_id)]
    return "".join(f"{_hide_paths(entry)}\n" for entry in sorted(entries, key=_find_time))


def _find_time(entry: str) -> str:
    return entry.partition(" ")[0]


def _is_about(entry: str, run_id: str) -> bool:
    header = _HEADER.match(entry)
    return header is not None and header[1] == run_id


def _hide_paths(text: str) -> str:
    """The text with the paths of this project and of packages from there on, and of others the name alone."""
    text = _URL.sub(r"\1://…", text).replace(_ROOT, "")
    return _PATH.sub(lambda found: f"{found[1] or ''}{_shorten(found[2] or found[3])}{found[1] or ''}", text)


def _shorten(path: str) -> str:
    package = path.replace("\\", "/").rpartition("/site-packages/")[2]
    return package if package != path else path.replace("\\", "/").rpartition("/")[2]


class _Formatter(logging.Formatter):
    """One header line for each entry; all other lines are indented, so that no text can imitate a header."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03d"

    def format(self, record: logging.LogRecord) -> str:
        return re.sub(r"[\r\n]+", f"\n{_INDENT}", super().format(record).rstrip())


class _Handler(logging.Handler):
    """Writes to the file of this process in the workspace, or to standard error."""

    kind = "python"

    def emit(self, record: logging.LogRecord) -> None:
        try:
            folder = workspace.home() / "logs"
            if isinstance(folder, Path):
                name = f"{self.kind}-{_HOST}-{os.getpid()}.log"
                with contextlib.closing(_open_file(folder, name)) as file:
                    file.emit(record)
                vars(record)["log"] = f"logs/{name} in the workspace"
                return
        except (OSError, AecoreError):  # there is no workspace, or its disk is full
            pass
        sys.stderr.write(f"{_FORMATTER.format(record)}\n")


class _File(logging.handlers.RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Lets `_Handler` know, in place of a line on standard error."""
        raise


def _open_file(folder: Path, name: str) -> _File:
    """The file of this process; older files of other processes are removed where there are too many."""
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted(folder.glob("*.log*"), key=lambda path: path.stat().st_mtime)
    for path in files[: -_MOST_FILES or None]:
        path.unlink(missing_ok=True)
    file = _File(folder / name, maxBytes=_LARGEST, backupCount=_BACKUPS, delay=True, encoding="utf-8")
    file.setFormatter(_FORMATTER)
    return file


_FORMATTER = _Formatter("%(asctime)s %(levelname)s entry=%(entry)s run=%(run)s %(message)s")
_HANDLER = _Handler()
_LOGGER = logging.getLogger("aecore.faults")
_LOGGER.addHandler(_HANDLER)
_LOGGER.propagate = False  # standard error is for those who started the program, in one sentence
