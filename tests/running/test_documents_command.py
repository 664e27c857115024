"""`gateway documents`, as an operator runs it after a build of the front end."""

from pathlib import Path

import pytest

from tests.graph.documents import COUNT, OTHER, apollo, hash_of, relay
from tests.running.processes import ask, finished, new_key, serving


@pytest.fixture
def env(env: dict[str, str]) -> dict[str, str]:
    return {**env, "GATEWAY_DOCUMENTS": "only"}


async def test_manifests_are_registered_listed_and_removed(env: dict[str, str], tmp_path: Path) -> None:
    first, second, wrong = (tmp_path / name for name in ("apollo.json", "relay.json", "wrong.json"))
    first.write_bytes(apollo(COUNT))
    second.write_bytes(relay(count=COUNT, other=OTHER))
    wrong.write_bytes(relay(count=OTHER, bad="{ nothing }"))
    for words in ("3 documents, 3 of them new", "3 documents, 0 of them new"):
        status, out, err = await finished("documents", "import", str(first), str(second), env=env)
        assert (status, out, words in err) == (0, "", True), err
    status, out, err = await finished("documents", "import", str(wrong), env=env)
    assert (status, out) == (1, "")
    assert f"{wrong}: bad: Cannot query field 'nothing'" in err
    assert "count: is registered with another text" in err
    status, out, _ = await finished("documents", "list", env=env)
    assert [(line.split()[0], line.split()[-1]) for line in out.splitlines()] == [
        *sorted([(hash_of(COUNT), "Count"), ("count", "Count")]),
        ("other", "Other"),
    ]
    status, _, err = await finished("documents", "remove", "count", "absent", env=env)
    assert (status, "there is no document absent" in err) == (1, True)
    status, _, err = await finished("documents", "remove", "count", hash_of(COUNT), env=env)
    assert (status, "removed 2 documents" in err) == (0, True)
    assert (await finished("documents", "list", env=env))[1].split()[0] == "other"


async def test_the_first_key_and_no_key_without_the_scope_runs_any_document(
    env: dict[str, str], tmp_path: Path
) -> None:
    all_of_it, limited = await new_key(env), await new_key(env, "organizations:read")
    async with serving("serve", "--workers=1", env=env, output=tmp_path / "log") as (_, url):
        assert (await ask(url, all_of_it, COUNT))[1]["data"] == {"organizations": {"totalCount": 0}}
        assert "DOCUMENT_NOT_TRUSTED" in str((await ask(url, limited, COUNT))[1])
