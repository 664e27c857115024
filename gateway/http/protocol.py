"""The server beneath the application: what is no HTTP is refused in JSON as well, and nothing of it is logged or shown.

aiohttp answers by itself, in plain text, what its parser cannot read. It quotes what was sent, a credential for one.
"""

import logging
from typing import Any

from aiohttp import hdrs, web
from aiohttp.http_exceptions import ContentEncodingError, LineTooLong, PayloadEncodingError, TransferEncodingError

from gateway.http.logs import request_id
from gateway.http.middleware import HEADER, problem_response
from gateway.ids import new_id

BODY = "the body cannot be read: it is not what its headers say, or is encoded in a way that is not known here"
LONG = "a line of the request is too long"
NOT_HTTP = "the request is not HTTP"

log = logging.getLogger("gateway.request")


class Protocol(web.RequestHandler):
    """One connection of a client."""

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # What the parser cannot read of a body aiohttp keeps for the next request, and this one waits for the rest.
        request, unread = self._current_request, bool(self._messages) and hasattr(self._messages[-1][0], "exc")
        if request and unread and not request.content.is_eof():
            request.content.set_exception(web.RequestPayloadError())

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        if isinstance(resp, web.HTTPException):  # an Expect header that aiohttp refuses before the middleware
            resp = problem_response(resp.status, resp.reason)
        return await super().finish_response(request, resp, start_time)

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """The answer to what is no HTTP; also to a bug outside of the middleware that sees to all others."""
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun")
        id = new_id("req")
        token = request_id.set(id)
        problem = type(exc).__name__
        log.log(
            logging.ERROR if status >= 500 else logging.INFO,
            "request",
            exc_info=exc if status >= 500 else None,
            extra={"status": status, "problem": problem},
        )
        request_id.reset(token)
        response = problem_response(status, said(exc) if status < 500 else "internal error", id)
        response.headers.update({HEADER: id, hdrs.SERVER: "gateway"})
        response.force_close()
        return response


def said(problem: BaseException | None) -> str:
    """What the client is told of what the parser could not read."""
    if isinstance(problem, ContentEncodingError | PayloadEncodingError | TransferEncodingError):
        return BODY
    return LONG if isinstance(problem, LineTooLong) else NOT_HTTP


class Server(web.Server):
    """Makes a protocol for each connection."""

    def __call__(self) -> web.RequestHandler:
        return Protocol(self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """Serves an application by our protocol."""

    async def _make_server(self) -> web.Server:
        made: Any = await super()._make_server()
        return Server(
            made.request_handler,
            request_factory=made.request_factory,
            handler_cancellation=made.handler_cancellation,
            **made._kwargs,
        )
