"""Where the servers of these tests keep their data."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder that every account may enter (pytest's own is private)."""
    folder = Path(mkdtemp(prefix="embedded-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)
