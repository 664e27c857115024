"""Every URL of the gateway, on one page."""

from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from gateway.http.health import Health
from gateway.http.logos import Logos
from gateway.http.metrics import Metrics
from gateway.http.pages import Pages, add_pages, wants_html

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(
    app: web.Application,
    graphql: Handler,
    health: Health,
    metrics: Metrics,
    logos: Logos,
    pages: Pages,
    *,
    graphiql: bool,
) -> None:
    """The routes; those of the explorer only if `graphiql`."""

    async def graphql_or_page(request: web.Request) -> web.StreamResponse:
        if graphiql and wants_html(request):
            return await pages.graphiql(request)
        return await graphql(request)

    async def home(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={hdrs.LOCATION: "/graphiql"})

    app.router.add_route("*", "/graphql", graphql_or_page)
    app.router.add_get("/livez", health.live)
    app.router.add_get("/readyz", health.ready)
    app.router.add_get("/metrics", metrics.handle)
    app.router.add_get("/logos/{name}", logos.handle)
    if graphiql:
        app.router.add_get("/", home)
    add_pages(app, pages, graphiql=graphiql)
