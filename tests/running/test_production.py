"""`gateway serve` as operators run it: real processes, real signals."""

import asyncio
import os
import signal
from pathlib import Path

import aiohttp
import asyncpg
import psutil
import pytest

from gateway.database.migrate import MIGRATIONS
from tests.running.processes import ask, finished, new_key, serving
from tests.subscriptions.sockets import until_shown

COUNT = "query Count { organizations { totalCount } }"


async def test_workers_share_a_port_and_a_dead_one_is_replaced(env: dict[str, str], tmp_path: Path) -> None:
    key = await new_key(env)
    async with serving("serve", "--workers=2", env=env, output=tmp_path / "log") as (process, url):
        parent = psutil.Process(process.pid)
        async with asyncio.timeout(20):
            while len(before := {child.pid for child in parent.children()}) < 2:
                await asyncio.sleep(0.05)
            os.kill(min(before), signal.SIGKILL)
            while len({child.pid for child in parent.children()} - {min(before)}) < 2:
                await asyncio.sleep(0.05)
        assert (await ask(url, key, COUNT))[1]["data"] == {"organizations": {"totalCount": 0}}


async def test_sigterm_finishes_what_is_in_flight_and_exits_with_0(env: dict[str, str], tmp_path: Path) -> None:
    key = await new_key(env)
    async with serving("serve", "--workers=1", env=env, output=tmp_path / "log") as (process, url):
        db = await asyncpg.connect(env["DATABASE_URL"])
        holding = db.transaction()
        await holding.start()
        await db.execute("LOCK TABLE organizations IN ACCESS EXCLUSIVE MODE")
        request = asyncio.create_task(ask(url, key, COUNT))
        async with asyncio.timeout(10):
            while not await db.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                await asyncio.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.3)
        await holding.rollback()
        await db.close()
        assert (await request)[1]["data"] == {"organizations": {"totalCount": 0}}
        async with asyncio.timeout(20):
            assert await process.wait() == 0


async def test_an_unmigrated_database_is_refused_with_what_to_run(env: dict[str, str], server_dsn: str) -> None:
    status, _, err = await finished("serve", env={**env, "DATABASE_URL": server_dsn.replace("/gateway?", "/postgres?")})
    assert status == 1
    assert "gateway migrate" in err


async def test_a_newer_database_is_refused(env: dict[str, str]) -> None:
    db = await asyncpg.connect(env["DATABASE_URL"])
    await db.execute("UPDATE schema_version SET version_num = '9999_' || repeat('0', 16)")
    await db.close()
    assert MIGRATIONS.exists()
    status, _, err = await finished("serve", env=env)
    assert status == 1
    assert "newer" in err


async def test_all_wrong_settings_are_named_together_without_their_values(env: dict[str, str]) -> None:
    wrong = {**env, "PORT": "99999", "GATEWAY_ENCRYPTION_KEYS": "c2hvcnQ=", "GATEWAY_POOL_SIZE": "none"}
    status, _, err = await finished("serve", env=wrong)
    assert status == 1
    assert all(name in err for name in ("PORT", "GATEWAY_ENCRYPTION_KEYS", "GATEWAY_POOL_SIZE"))
    assert "c2hvcnQ" not in err


async def test_a_port_in_use_is_a_clear_error(env: dict[str, str], tmp_path: Path) -> None:
    async with serving("serve", "--workers=1", env=env, output=tmp_path / "log") as (_, url):
        status, _, err = await finished(
            "dev", f"--port={url.rpartition(':')[2]}", env={"GATEWAY_DATA_DIR": str(tmp_path)}
        )
    assert status == 1
    assert "in use" in err.lower()


async def test_metrics_count_operations_of_all_workers(env: dict[str, str], tmp_path: Path) -> None:
    key = await new_key(env, "organizations:read")
    async with serving("serve", "--workers=2", env=env, output=tmp_path / "log") as (_, url):
        for _ in range(6):
            await ask(url, key, COUNT)
        await ask(url, None, COUNT)
        # A worker tells what it has counted within a second.
        await until_shown(url, 'gateway_requests_total{executor="engine",operation="Count",outcome="ok"} 6.0')
        async with aiohttp.ClientSession() as client, client.get(f"{url}/metrics") as response:
            text = await response.text()
    assert 'gateway_operation_statements_sum{operation="Count"} ' in text
    assert 'gateway_pool_connections{state="idle"}' in text


async def test_logs_are_json_with_the_request_id_and_no_secret(env: dict[str, str], tmp_path: Path) -> None:
    key = await new_key(env)
    log = tmp_path / "log"
    async with serving("serve", "--workers=1", env=env, output=log) as (_, url):
        query = 'mutation { createOrganization(input: {displayName: "secret@example.com"}) { __typename } }'
        await ask(url, key, query, **{"X-Request-ID": "my-request"})
    text = log.read_text()
    assert '"request_id":"my-request"' in text
    assert key not in text
    assert "example.com" not in text


@pytest.mark.parametrize("command", [("serve", "--workers=1"), ("dev", "--no-sample-data")])
async def test_a_request_whose_client_has_gone_is_cancelled_down_to_its_sql(
    env: dict[str, str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    key = await new_key(env)
    env = {**env, "GATEWAY_DATA_DIR": str(tmp_path)}
    create = 'mutation { createOrganization(input: {displayName: "Half"}) { __typename } }'
    async with serving(*command, env=env, output=tmp_path / "log") as (_, url):
        db = await asyncpg.connect(env["DATABASE_URL"])
        async with db.transaction(), asyncio.timeout(10):
            await db.execute("LOCK TABLE organizations IN ACCESS EXCLUSIVE MODE")
            requests = [asyncio.create_task(ask(url, key, query)) for query in (COUNT, create)]
            while await db.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted") < len(requests):
                await asyncio.sleep(0.02)
            for request in requests:
                request.cancel()
            await asyncio.gather(*requests, return_exceptions=True)
            while await db.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                await asyncio.sleep(0.02)
        await db.close()
        assert (await ask(url, key, COUNT))[1]["data"] == {"organizations": {"totalCount": 0}}
