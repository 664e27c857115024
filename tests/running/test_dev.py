"""`gateway dev` as a developer runs it: from nothing to an answer, and nothing left behind."""

import asyncio
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import psutil
import pytest

from tests.running.processes import ask, finished, serving

QUERY = "{ organizations(first: 1) { totalCount nodes { displayName } } }"


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder the server's account can enter, so that all its data stay in it."""
    with TemporaryDirectory(prefix="gateway-tests-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"GATEWAY_DATA_DIR": str(tmp_path / "data")}


def servers_of(folder: Path) -> list[int]:
    """The processes that have something to do with a data folder."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline", "environ"]):
        words = " ".join(process.info["cmdline"] or ())
        if str(folder) in words and process.pid != os.getpid():
            found.append(process.pid)
    return found


async def gone(folder: Path) -> None:
    async with asyncio.timeout(15):
        while servers_of(folder):
            await asyncio.sleep(0.05)


async def test_dev_makes_sample_data_and_a_key_and_keeps_both(env: dict[str, str], tmp_path: Path) -> None:
    key_file = tmp_path / "data" / "dev-key"
    async with serving("dev", env=env, output=tmp_path / "log") as (_, url):
        key = key_file.read_text().strip()
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
        assert key in (tmp_path / "log").read_text()
        _, first = await ask(url, key, QUERY)
        assert first["data"]["organizations"]["totalCount"] >= 200
    await gone(tmp_path / "data")
    async with serving("dev", env=env, output=tmp_path / "log") as (_, url):
        assert key_file.read_text().strip() == key
        assert (await ask(url, key, QUERY))[1]["data"] == first["data"]
    async with serving("dev", "--new-data", "--no-sample-data", env=env, output=tmp_path / "log") as (_, url):
        assert (await ask(url, key, QUERY))[0] == 401
        new = key_file.read_text().strip()
        assert (await ask(url, new, QUERY))[1]["data"] == {"organizations": {"totalCount": 0, "nodes": []}}


async def test_killing_dev_leaves_no_postgres_behind_and_the_next_start_keeps_the_data(
    env: dict[str, str], tmp_path: Path
) -> None:
    async with serving("dev", "--no-sample-data", env=env, output=tmp_path / "log") as (process, url):
        key = (tmp_path / "data" / "dev-key").read_text().strip()
        await ask(url, key, 'mutation { createOrganization(input: {displayName: "Kept"}) { __typename } }')
        process.send_signal(signal.SIGKILL)
        await process.wait()
    await gone(tmp_path / "data")
    async with serving("dev", "--no-sample-data", env=env, output=tmp_path / "log") as (_, url):
        _, body = await ask(url, key, QUERY)
    assert body["data"] == {"organizations": {"totalCount": 1, "nodes": [{"displayName": "Kept"}]}}


async def test_ctrl_c_ends_dev_and_its_database(env: dict[str, str], tmp_path: Path) -> None:
    async with serving("dev", "--no-sample-data", env=env, output=tmp_path / "log") as (process, _):
        os.killpg(process.pid, signal.SIGINT)
        async with asyncio.timeout(15):
            assert await process.wait() == 0
    await gone(tmp_path / "data")
    assert "Traceback" not in (tmp_path / "log").read_text()


MEMBER = "{ viewer { ... on Member { user { id email } organization { id } } } }"


async def test_a_members_token_is_minted_beside_a_running_dev(env: dict[str, str], tmp_path: Path) -> None:
    async with serving("dev", env=env, output=tmp_path / "log") as (_, url):
        _, token, who = await finished("dev-token", env=env)
        member = (await ask(url, token.strip(), MEMBER))[1]["data"]["viewer"]
        assert who.split() == [member["user"]["id"], "in", member["organization"]["id"]]
        status, alone, _ = await finished(
            "dev-token", "--user", member["user"]["email"].upper(), "--without-organization", env=env
        )
        assert status == 0
        assert (await ask(url, alone.strip(), MEMBER))[1]["data"] == {"viewer": member | {"organization": None}}
        assert (await finished("dev-token", "--user", "nobody@example.com", env=env))[0] == 1
    assert stat.S_IMODE((tmp_path / "data" / "dev-issuer-key").stat().st_mode) == 0o600
    async with serving("serve", "--embedded", "--workers=1", env=env, output=tmp_path / "log") as (_, url):
        assert (await ask(url, token.strip(), MEMBER))[0] == 401


async def test_the_key_is_shown_to_this_machine_only(env: dict[str, str], tmp_path: Path) -> None:
    async with serving("dev", "--no-sample-data", env=env, output=tmp_path / "log") as (_, url):
        key = (tmp_path / "data" / "dev-key").read_text().strip()
        async with aiohttp.ClientSession() as client:
            async with client.get(f"{url}/graphiql") as response:
                assert (response.status, key in await response.text()) == (200, True)
            async with client.get(f"{url}/graphql", headers={"Accept": "text/html"}) as response:
                assert (response.status, key in await response.text()) == (200, True)
            async with client.get(f"{url}/graphiql", headers={"Host": "gateway.example"}) as response:
                assert (response.status, key in await response.text()) == (421, False)


async def test_serve_embedded_brings_its_own_database(env: dict[str, str], tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with serving("serve", "--embedded", "--workers=1", env=env, output=log) as (_, url):
        assert (await ask(url, None, "{ __typename }"))[1]["data"] == {"__typename": "Query"}
    await gone(tmp_path / "data")
