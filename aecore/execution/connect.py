"""Where the workers come from.

With nothing configured they are started on this machine, and end with this process; with
`DASK_SCHEDULER_ADDRESS` set the engine joins a cluster that is already there.
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
    # `EngineUnavailable` says what Dask would log of lost connections.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        if address:
            return Engine(lambda: Client(address, set_as_default=False))
        cluster = EmbeddedCluster()
        engine = Engine(cluster.start, cluster)
        atexit.register(_leave, engine)
        return engine
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineUnavailable(
            f"No scheduler answers at {address}: start it, or unset DASK_SCHEDULER_ADDRESS to work with "
            "workers that the dashboard starts."
            if address
            else f"The workers could not be started ({error}): start the dashboard again."
        ) from error


def _leave(engine: Engine) -> None:
    """Ends the engine with this process, where Dask would log callbacks that can no longer run."""
    logging.getLogger("tornado.application").setLevel(logging.CRITICAL)
    engine.close()
