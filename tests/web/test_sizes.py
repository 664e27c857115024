"""How much JavaScript a browser fetches before a page is there."""

import gzip
import json

import pytest

from gateway.http.pages import STATIC

KILOBYTE = 1000


@pytest.mark.parametrize(("page", "kilobytes"), [("dashboard", 250), ("portal", 150)])
def test_a_pages_first_load_is_small(page: str, kilobytes: int) -> None:
    manifest = json.loads((STATIC / "manifest.json").read_text())
    pending, scripts = [f"{page}.html"], set()
    while pending:
        chunk = manifest[pending.pop()]
        if chunk["file"] not in scripts:
            scripts.add(chunk["file"])
            pending += chunk.get("imports", [])
    size = sum(len(gzip.compress((STATIC / name).read_bytes(), 6)) for name in scripts)
    assert size < kilobytes * KILOBYTE, f"{size} bytes in {sorted(scripts)}"
