"""Where the workers of one `gateway serve` keep their figures, so that each can answer with the sum of all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def shared_figures() -> Iterator[None]:
    """A folder for the figures. prometheus-client looks for it when it is imported: enter this before that."""
    folder = os.environ[MULTIPROCESS] = tempfile.mkdtemp(prefix="gateway-metrics-")
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
