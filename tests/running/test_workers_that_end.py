"""A worker of `gateway serve` that ends by itself is replaced, and leaves the others what they share."""

import signal
from pathlib import Path

import aiohttp
import asyncpg
import psutil

from tests.running.processes import ask, new_key, serving, until_ready
from tests.subscriptions.sockets import until

RATE = {"GATEWAY_RATE_LIMIT": "9000", "GATEWAY_RATE_BURST": "100000"}


async def test_a_worker_that_ends_is_replaced_and_the_figures_stay(env: dict[str, str], tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with serving("serve", "--workers=1", env=env, output=log) as (process, url):
        gunicorn = psutil.Process(process.pid)
        (worker,) = gunicorn.children()
        worker.send_signal(signal.SIGTERM)

        async def replaced() -> bool:
            return process.returncode is not None or gunicorn.children() not in ([], [worker])

        await until(replaced)
        await until_ready(url, process, log)
        async with aiohttp.ClientSession() as client, client.get(f"{url}/metrics") as response:
            assert response.status == 200
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
    assert "Traceback" not in log.read_text()


async def test_a_worker_that_stops_gives_back_what_it_has_leased(env: dict[str, str], tmp_path: Path) -> None:
    key, log = await new_key(env), tmp_path / "log"
    db = await asyncpg.connect(env["DATABASE_URL"])
    async with serving("serve", "--workers=1", env={**env, **RATE}, output=log) as (process, url):
        assert (await ask(url, key, "{ viewer { __typename } }"))[0] == 200

        async def leased() -> bool:
            return bool(await db.fetchval("SELECT count(*) FROM budgets WHERE tokens < 95000"))

        await until(leased)
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
    assert await db.fetchval("SELECT tokens FROM budgets") > 99_900
    assert "cannot be settled" not in log.read_text()
    await db.close()
