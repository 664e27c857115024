"""Every URL of the gateway, on one page."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from asyncpg import Pool

from gateway.http.health import Health
from gateway.settings import Settings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(app: web.Application, graphql: Handler, pool: Pool, settings: Settings, *, dev_key: str | None) -> None:
    health = Health(pool)
    app.router.add_route("*", "/graphql", graphql)
    app.router.add_get("/livez", health.live)
    app.router.add_get("/readyz", health.ready)
