"""The log of faults: exceptions other than `AecoreError`, with traceback and run.

The log is the folder `logs` of the workspace. Web servers, workers and commands share a workspace, but a
rotating file can have only one writer, so each process writes its own file. If the workspace is not on a
local disk or cannot be written to, entries go to standard error.
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

_MAX_BYTES, _BACKUPS = 10**6, 3  # size of a file in bytes, and number of earlier files of a process
_MAX_FILES = 24  # of all processes together
# Distinguishes the machines that share a workspace. Visitors see it, so it is not the name of the machine.
_HOST = sha256(socket.gethostname().encode())[:6]
_INDENT = "    "
_HEADER = re.compile(r"\S+ \S+ entry=\w+ run=(\S+) ")
_ROOT = f"{Path(__file__).parents[1]}{os.sep}"
# A quoted path can contain blanks; a URL can contain a password.
_PATH = re.compile(r"""(["'])((?:[A-Za-z]:)?[/\\][^"'\n]*)\1|(?<![\w./])((?:/[^\s"':,/]+){2,})""")
_URL = re.compile(r"""\b([A-Za-z][A-Za-z0-9+.-]*)://[^\s"']+""")


def configure(kind: str) -> None:
    """Sets the kind of this process, which is part of the name of its log file.

    Args:
        kind: `web`, `worker` or `command`.
    """
    _HANDLER.kind = kind


@contextlib.contextmanager
def report_faults(run_id: str = "") -> Iterator[None]:
    """Logs exceptions other than `AecoreError` and raises `ProgramFault` instead.

    Args:
        run_id: Id of the run that is processed, if any.

    Raises:
        ProgramFault: instead of the logged exception.
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
        error: The exception.
        run_id: Id of the run that was processed, if any; users who may change this run can read the entry.
        note: Further information for the log entry.

    Returns:
        The error to show to the user.
    """
    entry = secrets.token_hex(4)
    info = (type(error), error, error.__traceback__)
    extra = {"entry": entry, "run": run_id or "-", "log": "standard error"}
    message = f"{type(error).__name__} {note}".rstrip()
    record = _LOGGER.makeRecord(_LOGGER.name, logging.ERROR, "", 0, message, (), info, extra=extra)
    _LOGGER.handle(record)
    return ProgramFault(entry, vars(record)["log"])


def read_entries(run_id: str) -> str:
    """Reads the log entries of one run, oldest first, without paths and URLs of this machine.

    Args:
        run_id: Id of the run.

    Returns:
        The entries as text; empty if there are none, or the workspace is not on a local disk.
    """
    folder = workspace.home() / "logs"
    entries: list[str] = []
    paths: list[Path] = list(folder.glob("*.log*")) if isinstance(folder, Path) else []
    for path in paths:
        with contextlib.suppress(OSError):  # rotated or removed in the meantime
            parts = re.split(rf"\n(?!{_INDENT}|\Z)", path.read_text(errors="replace").rstrip("\n"))
            entries += [entry for entry in parts if _is_of_run(entry, run_id)]
    return "".join(f"{_hide_paths(entry)}\n" for entry in sorted(entries, key=_get_time))


def _get_time(entry: str) -> str:
    return entry.partition(" ")[0]


def _is_of_run(entry: str, run_id: str) -> bool:
    header = _HEADER.match(entry)
    return header is not None and header[1] == run_id


def _hide_paths(text: str) -> str:
    """Shortens paths: relative to the project or to `site-packages`, else to the file name; hides URLs."""
    text = _URL.sub(r"\1://…", text).replace(_ROOT, "")
    return _PATH.sub(lambda match: f"{match[1] or ''}{_shorten(match[2] or match[3])}{match[1] or ''}", text)


def _shorten(path: str) -> str:
    package = path.replace("\\", "/").rpartition("/site-packages/")[2]
    return package if package != path else path.replace("\\", "/").rpartition("/")[2]


class _Formatter(logging.Formatter):
    """Formats an entry as one header line and indented lines, so that no text can imitate a header."""

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
        """Raises the error for `_Handler` to catch, instead of printing it to standard error."""
        raise


def _open_file(folder: Path, name: str) -> _File:
    """Opens the log file of this process, and removes the oldest files if there are too many."""
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted(folder.glob("*.log*"), key=lambda path: path.stat().st_mtime)
    for path in files[: -_MAX_FILES or None]:
        path.unlink(missing_ok=True)
    file = _File(folder / name, maxBytes=_MAX_BYTES, backupCount=_BACKUPS, delay=True, encoding="utf-8")
    file.setFormatter(_FORMATTER)
    return file


_FORMATTER = _Formatter("%(asctime)s %(levelname)s entry=%(entry)s run=%(run)s %(message)s")
_HANDLER = _Handler()
_LOGGER = logging.getLogger("aecore.faults")
_LOGGER.addHandler(_HANDLER)
_LOGGER.propagate = False  # commands print one sentence to standard error
