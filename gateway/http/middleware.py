"""What every request goes through: an id, a time limit, a log line, the figures; no bug reaches the caller."""

import itertools
import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from aiohttp import hdrs, web

from gateway.database.pool import count_statements
from gateway.graph.connected import CLOSED, LIFT_TIME_LIMIT
from gateway.graph.view import ANSWERED, REQUEST_ID
from gateway.http.logs import request_id
from gateway.http.metrics import Metrics
from gateway.http.time_limits import TimeLimit, TimeLimits
from gateway.ids import new_id

log = logging.getLogger("gateway.request")
HEADER = "X-Request-ID"
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,128}\Z", re.ASCII)
CLIENT_GONE = 499
CODES = {404: "NOT_FOUND", 500: "INTERNAL", 504: "TIMEOUT"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def new_request_ids() -> Iterator[str]:
    """Ids that no other process gives: its own, and each request's number in it."""
    own = new_id("req")
    return (f"{own}-{number:x}" for number in itertools.count(1))


def identify(request: web.Request, new_ids: Iterator[str]) -> str:
    """The request's id: the one the caller sent, where it can be logged as it is, else a new one."""
    given = request.headers.get(HEADER)
    return given if given and GIVEN_ID.match(given) else next(new_ids)


def observe_requests(timeout_seconds: float, metrics: Metrics) -> Any:
    """The middleware; a request that takes longer than `timeout_seconds` is ended with 504. Streams lift the limit."""

    new_ids, limits = new_request_ids(), TimeLimits(timeout_seconds)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        id = request[REQUEST_ID] = identify(request, new_ids)
        token = request_id.set(id)
        statements = count_statements()
        started = time.perf_counter()
        status = CLIENT_GONE
        try:
            response = await answered(request, handler, limits)
            status = response.status
        finally:
            seconds = time.perf_counter() - started
            told = request.get(ANSWERED)
            if told:
                name = told.operation or "anonymous"
                metrics.observe(name, told.outcome, told.executor, seconds, statements.sent)
                if told.unregistered:
                    metrics.observe_unregistered(name, told.unregistered)
            log.info(
                "request",
                extra={
                    "method": request.method,
                    "path": request.path,
                    "status": status,
                    "milliseconds": round(seconds * 1000, 1),
                    "operation": told.operation if told else None,
                    "statements": statements.sent,
                    **({"closed": request[CLOSED]} if CLOSED in request else {}),
                },
            )
            request_id.reset(token)
        if not response.prepared:
            response.headers[HEADER] = id
        return response

    return middleware


async def answered(request: web.Request, handler: Handler, limits: TimeLimits) -> web.StreamResponse:
    """The handler's response, or a JSON one that says what went wrong."""
    try:
        with TimeLimit(limits) as limit:
            request[LIFT_TIME_LIMIT] = limit.lift
            return await handler(request)
    except web.HTTPException as problem:
        return problem_response(problem.status, problem.reason)
    except TimeoutError:
        log.warning("request timed out")
        return problem_response(504, f"the request took longer than {limits.seconds:g} seconds")
    except Exception:
        log.exception("request failed")
        return problem_response(500, "internal error", request[REQUEST_ID])


def problem_response(status: int, message: str, id: str | None = None) -> web.Response:
    """An error as GraphQL clients read it."""
    extensions = {"code": CODES.get(status, "BAD_REQUEST")} | ({"requestId": id} if id else {})
    body = {"errors": [{"message": message, "extensions": extensions}]}
    return web.json_response(body, status=status, headers={hdrs.CACHE_CONTROL: "no-store"})
