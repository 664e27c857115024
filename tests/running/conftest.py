"""The environment of a gateway on a migrated database of the test's own."""

import base64
from pathlib import Path

import pytest


@pytest.fixture
def env(dsn: str, tmp_path: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": dsn,
        "GATEWAY_ENCRYPTION_KEYS": base64.b64encode(b"k" * 32).decode(),
        "GATEWAY_DATA_DIR": str(tmp_path),
    }
