"""Which pages of other origins may call /graphql from a browser (Fetch standard, section 3.2, CORS protocol).

The origins are a list in the settings. There is no cookie to send, so credentials mode is never allowed.
"""

from collections.abc import Awaitable, Callable, Collection

from aiohttp import hdrs, web

from gateway.graph.view import ANSWERED, Answered

PATH = "/graphql"
ALLOWED_METHODS = "GET, POST"
ALLOWED_HEADERS = "Accept, Authorization, Content-Type, X-Request-ID"
EXPOSED_HEADERS = "Retry-After, X-Request-ID"
PREFLIGHT = "preflight"
"""What a preflight request is counted and logged as."""
PREFLIGHT_SECONDS = "7200"
"""How long a browser keeps the answer; none keeps it longer."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def share_with(app: web.Application, origins: Collection[str]) -> None:
    """Let pages of these origins read answers, whether sent at once or as a stream, and answer preflight requests."""

    @web.middleware
    async def preflight(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not is_preflight(request):
            return await handler(request)
        request[ANSWERED] = Answered(PREFLIGHT, "ok")
        return web.Response(status=204)

    async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
        if request.path != PATH:
            return
        response.headers.add(hdrs.VARY, hdrs.ORIGIN)
        origin = request.headers.get(hdrs.ORIGIN, "")
        if origin in origins:
            response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
            response.headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = EXPOSED_HEADERS
            if is_preflight(request):
                response.headers[hdrs.ACCESS_CONTROL_ALLOW_METHODS] = ALLOWED_METHODS
                response.headers[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = ALLOWED_HEADERS
                response.headers[hdrs.ACCESS_CONTROL_MAX_AGE] = PREFLIGHT_SECONDS

    app.middlewares.append(preflight)
    app.on_response_prepare.append(add_headers)


def is_preflight(request: web.Request) -> bool:
    asks = request.method == hdrs.METH_OPTIONS and hdrs.ACCESS_CONTROL_REQUEST_METHOD in request.headers
    return asks and request.path == PATH
