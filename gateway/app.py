"""Composition root: settings and a pool in, an aiohttp application out; the only file that knows every room."""

from aiohttp import web
from asyncpg import Pool

from gateway.auth.credentials import Authenticator
from gateway.call import Call
from gateway.graph.execution import Executor
from gateway.graph.view import GraphQLView
from gateway.http.middleware import observe_requests
from gateway.http.routes import add_routes
from gateway.settings import Settings


def make_app(settings: Settings, pool: Pool, *, dev_key: str | None = None) -> web.Application:
    """The application on an open pool; whoever opened the pool closes it."""
    app = web.Application(
        middlewares=[observe_requests(settings.request_timeout_seconds)], client_max_size=settings.max_body_bytes
    )
    view = GraphQLView(
        Executor(introspection=settings.introspection),
        Authenticator(pool).viewer,
        lambda viewer: Call(pool, viewer, settings),
    )
    add_routes(app, view.handle, pool, settings, dev_key=dev_key)
    return app
