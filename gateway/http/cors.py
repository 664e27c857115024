"""Which pages of other origins may call /graphql from a browser (Fetch standard, section 3.2, CORS protocol).

The origins are a list in the settings. There is no cookie to send, so credentials mode is never allowed.
"""

from collections.abc import Awaitable, Callable, Collection
from typing import Any

from aiohttp import hdrs, web

PATH = "/graphql"
ALLOWED_METHODS = "GET, POST"
ALLOWED_HEADERS = "Accept, Authorization, Content-Type, X-Request-ID"
EXPOSED_HEADERS = "Retry-After, X-Request-ID"
PREFLIGHT_SECONDS = "7200"
"""How long a browser keeps the answer; none keeps it longer."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def share_with(origins: Collection[str]) -> Any:
    """The middleware that lets pages of these origins read answers, and answers their preflight requests."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path != PATH:
            return await handler(request)
        preflight = request.method == hdrs.METH_OPTIONS and hdrs.ACCESS_CONTROL_REQUEST_METHOD in request.headers
        response = web.Response(status=204) if preflight else await handler(request)
        response.headers.add(hdrs.VARY, hdrs.ORIGIN)
        origin = request.headers.get(hdrs.ORIGIN, "")
        if origin in origins:
            response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
            response.headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = EXPOSED_HEADERS
            if preflight:
                response.headers[hdrs.ACCESS_CONTROL_ALLOW_METHODS] = ALLOWED_METHODS
                response.headers[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = ALLOWED_HEADERS
                response.headers[hdrs.ACCESS_CONTROL_MAX_AGE] = PREFLIGHT_SECONDS
        return response

    return middleware
