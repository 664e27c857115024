"""Where the workers of one `gateway serve` keep their figures, so that each can answer with the sum of all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def shared_figures() -> Iterator[None]:
    """A folder for the figures. prometheus-client looks for it when it is imported: enter this before that.

    A worker that ends leaves this too, as it was forked within: the folder goes with the process that made it.
    """
    owner = os.getpid()
    folder = os.environ[MULTIPROCESS] = tempfile.mkdtemp(prefix="gateway-metrics-")
    try:
        yield
    finally:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)
