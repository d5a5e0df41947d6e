"""The command `aecore app`, which starts the dashboard from any folder."""

import os
import sys
from pathlib import Path

import aecore
from aecore.errors import AecoreError


class DashboardMissing(AecoreError):
    """The files of the dashboard are missing."""


def find_app() -> Path:
    """Finds the main script of the dashboard: in the installed package, or beside it in a checkout.

    Raises:
        DashboardMissing: if it does not exist in either place.
    """
    package = Path(aecore.__file__).parent
    for path in (package / "dashboard" / "app.py", package.parent / "app.py"):
        if path.exists():
            return path
    raise DashboardMissing(
        f"The dashboard was expected in {package / 'dashboard'}, but it does not exist: install aecore again."
    )


def start_dashboard(*, address: str, port: int) -> int:
    """Replaces this process by the server of the dashboard.

    Args:
        address: Address on which the server listens.
        port: Port on which the server listens.
    """
    # Streamlit reads the `.streamlit/config.toml` in the folder of the main script.
    arguments = ["run", str(find_app()), "--server.address", address, "--server.port", str(port)]
    arguments += ["--server.showEmailPrompt", "false"]
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", *arguments])
