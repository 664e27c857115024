"""`gateway serve`: one process per core on one port, watched over by gunicorn."""

import asyncio
import os
import signal
import sys
from typing import Any

import asyncpg
from aiohttp import web
from gunicorn.app.base import BaseApplication

from gateway.app import make_app, make_runner
from gateway.database.embedded import start_embedded
from gateway.database.migrate import migrate, migrations_in, refusal_of, schema_state
from gateway.database.pool import open_pool
from gateway.http.logs import logging_config
from gateway.running.dev import CannotServe, Say
from gateway.running.local import with_local_keys
from gateway.running.memory import settle
from gateway.settings import Settings

WORKER_CLASS = "aiohttp.GunicornUVLoopWebWorker"
STOPPING_SECONDS = 5
"""What a worker is given beyond the longest request, when it is told to stop."""


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, configured by our settings alone: no file, no environment variable of its own."""

    def __init__(self, settings: Settings, workers: int) -> None:
        self.settings = settings
        self.workers = workers
        super().__init__()

    def load_config(self) -> None:
        host = f"[{self.settings.host}]" if ":" in self.settings.host else self.settings.host
        options = {
            "bind": [f"{host}:{self.settings.port}"],
            "workers": self.workers,
            "worker_class": WORKER_CLASS,
            "graceful_timeout": int(self.settings.request_timeout_seconds) + STOPPING_SECONDS,
            "timeout": 60,
            "reuse_port": False,
            "accesslog": None,
            "logconfig_dict": logging_config(self.settings.log_level),
            "proc_name": "gateway",
            "control_socket_disable": True,
            "child_exit": forget_worker,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """What each worker serves; the pool is the worker's own."""

        async def served() -> web.AppRunner:
            assert self.settings.database_url is not None
            pool = await open_pool(
                self.settings.database_url.get_secret_value(),
                max_size=self.settings.pool_size,
                statement_timeout_seconds=self.settings.statement_timeout_seconds,
            )
            app = make_app(self.settings, pool)

            async def close_pool(_: web.Application) -> None:
                await pool.close()

            app.on_cleanup.append(close_pool)  # the last: what the application leaves may need it
            settle()
            return make_runner(app, self.settings)

        return served


def forget_worker(arbiter: Any, worker: Any) -> None:
    """Take a dead worker's gauges out of the figures."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


async def check_database(dsn: str, *, apply: bool, say: Say) -> None:
    """Raises CannotServe when the database is not reachable, or not of this code's version."""
    try:
        if apply:
            for name in await migrate(dsn):
                say(f"applied {name}")
        db = await asyncpg.connect(dsn, timeout=10)
        try:
            refusal = refusal_of(await schema_state(db, migrations_in()))
        finally:
            await db.close()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
        raise CannotServe(f"the database cannot be used: {problem or type(problem).__name__}") from problem
    if refusal:
        raise CannotServe(refusal)


def serve(settings: Settings, workers: int, *, apply_migrations: bool, say: Say) -> None:
    """Serve until SIGTERM, then finish what is in flight. Raises CannotServe."""
    if settings.database_url is None:
        raise CannotServe("DATABASE_URL is not set; `gateway serve --embedded` brings a PostgreSQL of its own")
    if not settings.encryption_keys:
        raise CannotServe("GATEWAY_ENCRYPTION_KEYS is not set; make a key with `gateway keys encryption`")
    asyncio.run(check_database(settings.database_url.get_secret_value(), apply=apply_migrations, say=say))
    Server(settings, workers).run()


async def serve_embedded(settings: Settings, arguments: list[str], say: Say) -> int:
    """Run `gateway serve` as a child, on an embedded PostgreSQL that ends after it; its exit status."""
    server = await start_embedded(settings.data_dir, say=say)
    try:
        keys = with_local_keys(settings).encryption_keys
        environment = {
            **os.environ,
            "DATABASE_URL": server.dsn,
            "GATEWAY_ENCRYPTION_KEYS": ",".join(key.get_secret_value() for key in keys),
        }
        command = [sys.executable, "-m", "gateway", "serve", *arguments]
        child = await asyncio.create_subprocess_exec(*command, env=environment)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, child.send_signal, signal.SIGTERM)
        return await child.wait()
    finally:
        await server.stop()
