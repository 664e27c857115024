"""A gateway with sample data, as `gateway dev` runs it, for the tests with a browser."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest_asyncio

from tests.running.processes import serving


@dataclass(frozen=True)
class Served:
    url: str
    key: str


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served() -> AsyncIterator[Served]:
    """A running gateway and its development key."""
    with TemporaryDirectory(prefix="gateway-tests-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        async with serving("dev", env={"GATEWAY_DATA_DIR": str(folder / "data")}, output=folder / "log") as (_, url):
            yield Served(url, (folder / "data" / "dev-key").read_text().strip())
