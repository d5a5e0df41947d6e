"""Connects the engine to a Dask cluster.

By default, a cluster is started on this machine and ends with this process. If `DASK_SCHEDULER_ADDRESS` is
set, the engine joins that cluster.
"""

import atexit
import logging
import os

from distributed import Client

from aecore.execution.client import Engine
from aecore.execution.connection import EngineUnavailable
from aecore.execution.embedded import EmbeddedCluster


def connect() -> Engine:
    """Joins the configured cluster, or starts one on this machine.

    Raises:
        EngineUnavailable: if the configured scheduler does not answer, or none can be started.
    """
    address = os.environ.get("DASK_SCHEDULER_ADDRESS")
    # Lost connections, which Dask would log, are reported by `EngineUnavailable`.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        if address:
            return Engine(lambda: Client(address, set_as_default=False))
        cluster = EmbeddedCluster()
        engine = Engine(cluster.start, cluster)
        atexit.register(_close, engine)
        return engine
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineUnavailable(
            f"No scheduler answers at {address}: start it, or unset DASK_SCHEDULER_ADDRESS to work with "
            "workers that the dashboard starts."
            if address
            else f"The workers could not be started ({error}): start the dashboard again."
        ) from error


def _close(engine: Engine) -> None:
    """Closes the engine at the end of this process, without Dask's messages about cancelled callbacks."""
    logging.getLogger("tornado.application").setLevel(logging.CRITICAL)
    engine.close()
