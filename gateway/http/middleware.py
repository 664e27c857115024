"""What every request goes through: an id, a time limit, a log line; nothing unexpected reaches the caller."""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

from aiohttp import web

from gateway.graph.view import OPERATION_NAME, REQUEST_ID
from gateway.ids import new_id

log = logging.getLogger("gateway.request")
HEADER = "X-Request-ID"
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,128}\Z", re.ASCII)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def identify(request: web.Request) -> str:
    """The request's id: the one the caller sent, where it can be logged as it is, else a new one."""
    given = request.headers.get(HEADER, "")
    return given if GIVEN_ID.match(given) else new_id("req")


def observe_requests(timeout_seconds: float) -> Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]:
    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        id = request[REQUEST_ID] = identify(request)
        token = request_id.set(id)
        started = time.perf_counter()
        status = 499
        try:
            async with asyncio.timeout(timeout_seconds):
                response = await handler(request)
            status = response.status
        except web.HTTPException as problem:
            status = problem.status
            response = problem_response(status, problem.reason)
        except TimeoutError:
            log.warning("request timed out")
            status = 504
            response = problem_response(status, f"the request took longer than {timeout_seconds:g} seconds")
        except Exception:
            log.exception("request failed")
            status = 500
            response = problem_response(status, "internal error", id)
        finally:
            seconds = time.perf_counter() - started
            fields = {"method": request.method, "path": request.path, "status": status,
                      "milliseconds": round(seconds * 1000, 1), "operation": request.get(OPERATION_NAME)}  # fmt: skip
            log.info("request", extra=fields)
            request_id.reset(token)
        if not response.prepared:
            response.headers[HEADER] = id
        return response

    return middleware


def problem_response(status: int, message: str, id: str | None = None) -> web.Response:
    """An error as GraphQL clients read it."""
    code = {404: "NOT_FOUND", 405: "BAD_REQUEST", 413: "BAD_REQUEST", 504: "TIMEOUT", 500: "INTERNAL"}.get(
        status, "BAD_REQUEST"
    )
    extensions = {"code": code} | ({"requestId": id} if id else {})
    return web.json_response({"errors": [{"message": message, "extensions": extensions}]}, status=status)
