"""Whether the process lives, and whether it can serve."""

import asyncio

import asyncpg
from aiohttp import web
from asyncpg import Pool

from gateway.database.migrate import Standing, migrations_in, schema_state

READY_WITHIN_SECONDS = 2


class Health:
    """Reads the migrations once: whoever edits the checkout of a running process does not make it unready."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.migrations = migrations_in()

    async def live(self, request: web.Request) -> web.Response:
        """200 as long as the process answers at all."""
        return web.json_response({"status": "ok"})

    async def ready(self, request: web.Request) -> web.Response:
        """200 when the database answers and has every migration this code knows; 503 with the reason otherwise.

        A database that is ahead is ready too: during a rolling release the old processes serve on.
        """
        try:
            async with asyncio.timeout(READY_WITHIN_SECONDS), self.pool.acquire() as db:
                state = await schema_state(db, self.migrations)
        except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return web.json_response({"status": "unavailable", "reason": "the database does not answer"}, status=503)
        if state.standing not in {Standing.CURRENT, Standing.NEWER}:
            reason = f"the database is {state.standing.name.lower()}: run `gateway migrate`"
            return web.json_response({"status": "unavailable", "reason": reason}, status=503)
        return web.json_response({"status": "ok"})
