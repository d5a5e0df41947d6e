"""Credentials and environment variables of the processes of the embedded cluster."""

import os
import tempfile
from pathlib import Path

from distributed.security import Security

from aecore.execution import watchdog

_CERTIFICATE, _KEY = "certificate.pem", "key.pem"
_TLS = "DASK_DISTRIBUTED__COMM__TLS"
_ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # Threads that wait actively slow down the other worker: t-SNE took five times as long.
    "OMP_WAIT_POLICY": "PASSIVE",
    # Dask profiles itself for its dashboard, which is not used; when idle, this took a sixth of a core.
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "5s",
    # A worker without a heartbeat for this long is restarted, and its task continues from the checkpoint.
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "120s",
    # Otherwise the scheduler logs a line for each request.
    "DASK_LOGGING__DISTRIBUTED": "error",
    # The status pages of the processes have no access control.
    "DASK_DISTRIBUTED__SCHEDULER__HTTP__ROUTES": "[]",
    "DASK_DISTRIBUTED__WORKER__HTTP__ROUTES": "[]",
    "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True",
}


def write_credentials(security: Security) -> Path:
    """Writes the key pair of a cluster to a new folder that only this user can read; returns the folder."""
    folder = Path(tempfile.mkdtemp(prefix="aecore-"))
    (folder / _CERTIFICATE).write_text(security.tls_client_cert)
    (folder / _KEY).write_text(security.tls_client_key)
    return folder


def make_environment(folder: Path) -> dict[str, str]:
    """Makes the environment variables of the processes of a cluster.

    Args:
        folder: Folder of the credentials.
    """
    certificate, key = str(folder / _CERTIFICATE), str(folder / _KEY)
    tls = {f"{_TLS}__CA_FILE": certificate}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        tls |= {f"{_TLS}__{role}__CERT": certificate, f"{_TLS}__{role}__KEY": key}
    root = str(Path(__file__).parents[2])
    return (
        _ENVIRONMENT
        | os.environ
        | tls
        | {
            watchdog.OWNER: watchdog.describe_owner(),
            watchdog.FOLDER: str(folder),
            "PYTHONPATH": os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])]),
        }
    )
