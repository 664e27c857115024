"""`gateway dev`: everything on one machine, from nothing to GraphiQL."""

import asyncio
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from aiohttp import web
from asyncpg import Pool

from gateway.api_keys.actions import create_api_key
from gateway.app import make_app, make_runner
from gateway.auth.credentials import Authenticator
from gateway.call import Call
from gateway.database.embedded import AlreadyRunning, EmbeddedServer, running_dsn, start_embedded
from gateway.database.migrate import migrate
from gateway.database.pool import open_pool
from gateway.errors import Unauthenticated
from gateway.organizations.store import any_organization
from gateway.running.local import DEV_ISSUER, DEV_KEY, ENCRYPTION_KEY, read_secret, with_local_keys, write_secret
from gateway.running.memory import settle
from gateway.running.trial_members import with_trial_members
from gateway.sample_data import make_sample_data
from gateway.settings import Settings
from gateway.viewer import SYSTEM

Say = Callable[[str], None]


class CannotServe(Exception):
    """The gateway cannot be started; the message says why, for people."""


def bound_socket(host: str, port: int) -> socket.socket:
    """A listening socket. Raises CannotServe when the port is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as problem:
        listener.close()
        raise CannotServe(f"cannot listen on {host}:{port}: {problem.strerror}. Choose another with PORT.") from None
    return listener


async def run_dev(settings: Settings, say: Say, *, sample_data: bool, new_data: bool) -> None:
    """Serve until SIGINT or SIGTERM. Raises CannotServe or EmbeddedError when that is not possible."""
    listener = bound_socket(settings.host, settings.port)
    async with database(settings, say) as (dsn, server):
        if new_data:
            await begin_anew(settings, dsn, say)
        settings = with_local_keys(settings)
        if applied := await migrate(dsn):
            say(f"Applied {len(applied)} migrations.")
        pool = await open_pool(
            dsn, max_size=settings.pool_size, statement_timeout_seconds=settings.statement_timeout_seconds
        )
        try:
            if sample_data and not await any_organization(pool):
                await fill(pool, settings, say)
            key = await development_key(pool, settings)
            await serve(settings, pool, key, listener, server, say)
        finally:
            await pool.close()


@asynccontextmanager
async def database(
    settings: Settings, say: Say, *, shared: bool = False
) -> AsyncIterator[tuple[str, EmbeddedServer | None]]:
    """The configured database, else an embedded one; `shared`: that of a gateway that is running, if one is."""
    if settings.database_url:
        yield settings.database_url.get_secret_value(), None
        return
    say(f"Starting PostgreSQL in {settings.data_dir} ...")
    try:
        server = await start_embedded(settings.data_dir, say=say)
    except AlreadyRunning:
        dsn = running_dsn(settings.data_dir) if shared else None
        if dsn is None:
            raise
        yield dsn, None
        return
    try:
        yield server.dsn, server
    finally:
        await server.stop()


async def begin_anew(settings: Settings, dsn: str, say: Say) -> None:
    """Forget the embedded database and its secrets."""
    if settings.database_url:
        raise CannotServe("--new-data is for the embedded PostgreSQL; DATABASE_URL names another")
    say("Beginning with new data.")
    db = await asyncpg.connect(dsn.replace("/gateway?", "/postgres?"))
    await db.execute("DROP DATABASE IF EXISTS gateway WITH (FORCE)")
    await db.execute("CREATE DATABASE gateway")
    await db.close()
    for name in (DEV_KEY, DEV_ISSUER, ENCRYPTION_KEY):
        (settings.data_dir / name).unlink(missing_ok=True)


async def fill(pool: Pool, settings: Settings, say: Say) -> None:
    started = time.monotonic()
    say("Making sample data ...")
    made = await make_sample_data(pool, settings)
    seconds = time.monotonic() - started
    say(f"Made {made.organizations} organizations with {made.memberships} memberships in {seconds:.1f} s.")


async def development_key(pool: Pool, settings: Settings) -> str:
    """The API key of the data folder; a new one where there is none, or the database does not know it."""
    path = settings.data_dir / DEV_KEY
    key = read_secret(path)
    if key is not None:
        try:
            await Authenticator(pool).viewer(f"Bearer {key}")
        except Unauthenticated:
            key = None
    if key is None:
        made = await create_api_key(Call(pool, SYSTEM, settings), {"name": "development"})
        assert made.secret is not None
        key = made.secret
        write_secret(path, key)
    return key


async def serve(
    settings: Settings, pool: Pool, key: str, listener: socket.socket, server: EmbeddedServer | None, say: Say
) -> None:
    """Answer requests until told to stop, or until the embedded server is gone."""
    loopback = listener.getsockname()[0] in {"127.0.0.1", "::1"}
    port = listener.getsockname()[1]
    if settings.public_url == Settings.model_fields["public_url"].default:
        settings = settings.model_copy(update={"public_url": f"http://localhost:{port}"})
    if loopback:
        settings = with_trial_members(settings)
    runner = make_runner(make_app(settings, pool, dev_key=key if loopback else None), settings)
    await runner.setup()
    settle()
    await web.SockSite(runner, listener).start()
    say(
        f"\nGraphiQL   http://localhost:{port}/graphiql\nDashboard  http://localhost:{port}/dashboard\n"
        f"GraphQL    http://localhost:{port}/graphql\nAPI key    {key}\n"
        + ("As member  gateway dev-token\n" if loopback else "")
    )
    say("Press Ctrl-C to stop.")
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    waiting: list[asyncio.Future[Any]] = [asyncio.ensure_future(stop.wait())]
    if server:
        waiting.append(asyncio.ensure_future(server.exited()))
    done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await runner.cleanup()
    if not stop.is_set():
        raise CannotServe(str(done.pop().result()))
