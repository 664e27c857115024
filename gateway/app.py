"""Composition root: settings and a pool in, an aiohttp application out; the only file that knows every room."""

from aiohttp import web
from asyncpg import Pool

from gateway.auth.credentials import Authenticator
from gateway.budgets.spending import Budgets
from gateway.call import Call
from gateway.graph.execution import Executor
from gateway.graph.view import Authenticate, GraphQLView
from gateway.http.cors import share_with
from gateway.http.health import Health
from gateway.http.logos import Logos
from gateway.http.metrics import Metrics
from gateway.http.middleware import observe_requests
from gateway.http.pages import Pages
from gateway.http.routes import add_routes
from gateway.settings import Settings


def make_app(
    settings: Settings, pool: Pool, *, dev_key: str | None = None, authenticate: Authenticate | None = None
) -> web.Application:
    """The application on an open pool; whoever opened the pool closes it.

    `dev_key` is shown in GraphiQL, on this machine only. `authenticate` takes the place of our own authentication.
    """
    metrics = Metrics(pool)
    app = web.Application(
        middlewares=[
            # Outermost: a browser shows its page no answer without its headers, errors and timeouts included.
            *([share_with(settings.cors_origins)] if settings.cors_origins else []),
            observe_requests(settings.request_timeout_seconds, metrics),
        ],
        client_max_size=settings.max_body_bytes,
    )
    authenticator = Authenticator(pool, settings.member_issuers)
    budgets = Budgets.of(pool, settings)
    view = GraphQLView(
        Executor(settings, budgets),
        authenticate or authenticator.viewer,
        lambda viewer, address: Call(pool, viewer, settings, address),
        settings.max_batch,
    )
    pages = Pages(development_key=lambda: dev_key) if settings.graphiql else None
    app.on_cleanup.append(lambda _: authenticator.close())
    if budgets:
        app.on_cleanup.append(lambda _: budgets.close())
    add_routes(app, view.handle, Health(pool), metrics, Logos(pool), pages)
    return app


def make_runner(app: web.Application, settings: Settings) -> web.AppRunner:
    """What serves the application: a request whose client has gone is cancelled, down to its SQL."""
    return web.AppRunner(
        app, handler_cancellation=True, access_log=None, shutdown_timeout=settings.request_timeout_seconds
    )
