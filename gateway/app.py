"""Composition root: settings and a pool in, an aiohttp application out; the only file that knows every room."""

from asyncio import Semaphore

from aiohttp import hdrs, web
from asyncpg import Pool

from gateway.auth.credentials import Authenticator
from gateway.auth.renewal import Renewal
from gateway.budgets.spending import Budgets
from gateway.call import Call
from gateway.database.sharing import Reads
from gateway.events.feed import Feed
from gateway.graph.callers import Callers
from gateway.graph.connected import Connections, Doors
from gateway.graph.endpoint import Endpoint
from gateway.graph.execution import Executor
from gateway.graph.live import Live
from gateway.graph.server_sent_events import EventStreams
from gateway.graph.view import Authenticate, GraphQLView
from gateway.graph.websocket import WebSockets
from gateway.http.cors import share_with
from gateway.http.health import Health
from gateway.http.logos import Logos
from gateway.http.metrics import Metrics
from gateway.http.middleware import observe_requests
from gateway.http.pages import Pages
from gateway.http.protocol import Runner
from gateway.http.routes import add_routes
from gateway.settings import Settings
from gateway.viewer import Viewer


def make_app(
    settings: Settings, pool: Pool, *, dev_key: str | None = None, authenticate: Authenticate | None = None
) -> web.Application:
    """The application on an open pool; whoever opened the pool closes it.

    `dev_key` is shown in GraphiQL, on this machine only. `authenticate` takes the place of our own authentication.
    """
    metrics = Metrics(pool)
    app = web.Application(
        middlewares=[observe_requests(settings.request_timeout_seconds, metrics)],
        client_max_size=settings.max_body_bytes,
    )
    if settings.cors_origins:
        share_with(app, settings.cors_origins)
    authenticator = Authenticator(pool, settings.member_issuers)
    budgets = Budgets.of(pool, settings)
    executor = Executor(settings, budgets)
    endpoint = make_endpoint(app, settings, pool, metrics, executor, authenticate or authenticator.viewer)
    pages = Pages(
        development_key=lambda: dev_key, subscription_endpoint="/graphql", embed_origins=settings.embed_origins
    )
    app.on_response_prepare.append(name_no_software)
    app.on_cleanup.append(metrics.close)
    app.on_cleanup.append(lambda _: authenticator.close())
    if budgets:
        app.on_cleanup.append(lambda _: budgets.close())
    add_routes(app, endpoint.handle, Health(pool), metrics, Logos(pool), pages, graphiql=settings.graphiql)
    return app


def make_endpoint(
    app: web.Application,
    settings: Settings,
    pool: Pool,
    metrics: Metrics,
    executor: Executor,
    authenticate: Authenticate,
) -> Endpoint:
    """What answers /graphql; what it keeps open ends with the application."""
    feed, callers = Feed(pool), Callers(Renewal(pool).renewed)
    connections = Connections(settings.max_connections, metrics.open_connections)
    reads = Reads(pool)

    def call(viewer: Viewer, address: str) -> Call:
        return Call(pool, viewer, settings, address, feed.committed, reads)

    reading = Semaphore(max(1, settings.pool_size // 2))
    live = Live(feed, callers, call, reading, metrics.subscriptions)
    doors = Doors(executor, authenticate, live, connections, settings, metrics.observe)

    async def close(_: web.Application) -> None:
        await connections.all_ended()
        await callers.close()
        await feed.close()

    app.on_shutdown.append(lambda _: connections.close())
    app.on_cleanup.append(close)
    view = GraphQLView(executor, authenticate, call, settings.max_batch)
    return Endpoint(view, WebSockets(doors), EventStreams(doors))


def make_runner(app: web.Application, settings: Settings) -> web.AppRunner:
    """What serves the application: a request whose client has gone is cancelled, down to its SQL."""
    return Runner(
        app,
        handler_cancellation=True,
        access_log=None,
        shutdown_timeout=settings.request_timeout_seconds,
        keepalive_timeout=settings.keep_alive_seconds,
    )


async def name_no_software(_: web.Request, response: web.StreamResponse) -> None:
    """Where aiohttp would name itself, its version and Python's."""
    response.headers[hdrs.SERVER] = "gateway"
