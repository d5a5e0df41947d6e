"""`aecore app`: starts the dashboard from any folder."""

import os
import sys
from pathlib import Path

import aecore
from aecore.errors import AecoreError


class DashboardMissing(AecoreError):
    """The files of the dashboard are not where they are expected."""


def find_app() -> Path:
    """The main script of the dashboard: inside the installed package, or beside it in a checkout.

    Raises:
        DashboardMissing: if it is in neither.
    """
    package = Path(aecore.__file__).parent
    for path in (package / "dashboard" / "app.py", package.parent / "app.py"):
        if path.exists():
            return path
    raise DashboardMissing(
        f"The dashboard was expected in {package / 'dashboard'}, but it is not there: install aecore again."
    )


def start_dashboard(*, address: str, port: int) -> int:
    """Replaces this process by the dashboard's server.

    Args:
        address: Address that it listens on.
        port: Port that it listens on.
    """
    # Streamlit reads the `.streamlit/config.toml` in the folder of the main script.
    words = ["run", str(find_app()), "--server.address", address, "--server.port", str(port)]
    words += ["--server.showEmailPrompt", "false"]
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", *words])
