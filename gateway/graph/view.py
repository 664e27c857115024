"""GraphQL over HTTP: a request in, JSON out (GraphQL over HTTP specification, working draft).

A credential is only ever an Authorization header, so a page of another site cannot borrow it; a POST that a form could
send runs nothing: the media type must be JSON, or multipart/form-data beside that header.
"""

import re
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from aiohttp import hdrs, web
from graphql import OperationType
from multidict import CIMultiDict

from gateway.call import Call
from gateway.errors import Refusal, Unauthenticated, Unavailable
from gateway.graph.execution import Executor, Request, Response
from gateway.graph.limits import mutations
from gateway.graph.reading import JSON, Malformed, beyond_limit, read_request
from gateway.viewer import Viewer

GRAPHQL_RESPONSE = "application/graphql-response+json"
Authenticate = Callable[[str | None], Awaitable[Viewer]]
WORTH_COMPRESSING = 2048
"""Bytes; below, compressing costs more than it saves."""

WEIGHT_0 = re.compile(r"q=0(\.0*)?\Z")

REQUEST_ID = web.RequestKey("request_id", str)


class Answered(NamedTuple):
    """What is counted and logged of a request with a GraphQL operation."""

    operation: str = ""
    outcome: str = "refused"
    executor: str = "none"
    unregistered: int = 0
    """How many operations ran of documents that are not registered, where that is told."""

    @classmethod
    def by(cls, response: Response) -> "Answered":
        """Of a request with one operation."""
        name, executor = response.operation_name or "", response.executor or "none"
        return cls(name, outcome_of(response), executor, int(response.unregistered))


ANSWERED = web.RequestKey("answered", Answered)
HEADERS = {
    media_type: CIMultiDict(
        {
            hdrs.CONTENT_TYPE: f"{media_type}; charset=utf-8",
            hdrs.CACHE_CONTROL: "no-store",
            "X-Content-Type-Options": "nosniff",
        }
    )
    for media_type in (GRAPHQL_RESPONSE, JSON)
}
"""Of an answer of a media type."""
STATUSES = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "DOCUMENT_NOT_TRUSTED": 403, "PERSISTED_QUERY_NOT_FOUND": 404}
"""Of what was refused before it ran; 400 for everything else."""
BATCH = "batch"
"""What a batch is counted and logged as."""


class GraphQLView:
    """The handler of /graphql."""

    def __init__(
        self,
        executor: Executor,
        authenticate: Authenticate,
        make_call: Callable[[Viewer, str], Call],
        max_batch: int = 0,
    ) -> None:
        self.executor = executor
        self.authenticate = authenticate
        self.make_call = make_call
        self.max_batch = max_batch

    async def handle(self, http: web.Request) -> web.Response:
        response = await self.answered(http)
        worth_it = isinstance(response.body, bytes) and len(response.body) >= WORTH_COMPRESSING
        if worth_it and takes_gzip(http.headers.get(hdrs.ACCEPT_ENCODING, "")):
            # To learn from compressed lengths (BREACH) takes requests with a borrowed credential; a browser sends none
            # of ours by itself.
            response.enable_compression(web.ContentCoding.gzip)
        return response

    async def answered(self, http: web.Request) -> web.Response:
        acceptable = accepted(http.headers.get(hdrs.ACCEPT, "*/*"))
        media_type = acceptable or JSON
        try:
            if acceptable is None:
                raise Malformed("answers are application/graphql-response+json or application/json", 406)
            request = await read_request(http, self.max_batch)
            viewer = await self.authenticate(http.headers.get(hdrs.AUTHORIZATION))
            call = self.make_call(viewer, http.remote or "")
            if isinstance(request, list):
                await refuse_mutations(self.executor, request, call)
            elif http.method == hdrs.METH_GET:
                await refuse_mutation(self.executor, request, call)
        except (Malformed, Unauthenticated, Unavailable) as problem:
            return refusal_answer(problem, media_type)
        if isinstance(request, list):
            return await self.answer_batch(request, call, http)
        response = await self.executor.execute(request, call, http[REQUEST_ID])
        http[ANSWERED] = Answered.by(response)
        if response.retry_after_seconds:
            return answer(response.body, media_type, 429, {hdrs.RETRY_AFTER: str(response.retry_after_seconds)})
        return answer(response.body, media_type, status_of(response, media_type))

    async def answer_batch(self, batch: list[Request], call: Call, http: web.Request) -> web.Response:
        """The answers of operations that came together, in their order; each runs as if it had come alone."""
        id = http[REQUEST_ID]
        responses = [await self.executor.execute(each, call, id) for each in batch]
        outcome = "errors" if any("errors" in each.body for each in responses) else "ok"
        http[ANSWERED] = Answered(BATCH, outcome, unregistered=sum(each.unregistered for each in responses))
        return answer([each.body for each in responses], JSON, 200)


async def refuse_mutation(executor: Executor, request: Request, call: Call) -> None:
    """Raise Malformed when a request by GET would change something."""
    document, _ = await executor.trusted.asked(request, call)
    operation = document.operation(request.operation_name)
    if operation and operation.operation is OperationType.MUTATION:
        raise Malformed("a mutation is sent by POST", 405, Allow="POST")


async def refuse_mutations(executor: Executor, batch: list[Request], call: Call) -> None:
    """Raise Malformed when a batch has more mutations than one operation may have."""
    number, most = 0, executor.limits.mutations
    for request in batch:
        document, _ = await executor.trusted.asked(request, call)
        operation = document.operation(request.operation_name)
        number += mutations(document.node, operation) if document.node and operation else 0
    if number > most:
        raise beyond_limit(f"the batch has {number} mutations, at most {most} are allowed", "mutations", most, number)


def outcome_of(response: Response) -> str:
    if "errors" not in response.body:
        return "ok"
    return "errors" if response.began else "refused"


def status_of(response: Response, media_type: str) -> int:
    """Section 6.4: with application/json a well-formed request is always answered with 200."""
    if response.began or media_type == JSON:
        return 200
    codes = {error.get("extensions", {}).get("code") for error in response.body["errors"]}
    return next((status for code, status in STATUSES.items() if code in codes), 400)


def refusal_answer(problem: Malformed | Unauthenticated | Unavailable, media_type: str) -> web.Response:
    """The response to a request that runs nothing."""
    match problem:
        case Malformed():
            body = {"errors": [{"message": str(problem), "extensions": problem.extensions}]}
            return answer(body, media_type, problem.status, problem.headers)
        case Unauthenticated():
            return answer(refused(problem), media_type, 401, {hdrs.WWW_AUTHENTICATE: 'Bearer realm="gateway"'})
        case _:
            return answer(refused(problem), media_type, 503, {hdrs.RETRY_AFTER: "5"})


def refused(refusal: Refusal) -> dict[str, Any]:
    return {"errors": [{"message": str(refusal), "extensions": {"code": refusal.code.value}}]}


def ranges_in(header: str) -> set[str]:
    """What an Accept or an Accept-Encoding header names, without what it excludes by a weight of 0."""
    parts = [part.lower().replace(" ", "").split(";") for part in header.split(",")]
    return {name for name, *more in parts if not any(WEIGHT_0.match(each) for each in more)}


@lru_cache(256)
def takes_gzip(accept_encoding: str) -> bool:
    """Whether the client says that it reads gzip."""
    return not ranges_in(accept_encoding).isdisjoint({"gzip", "x-gzip", "*"})


@lru_cache(256)
def accepted(accept: str) -> str | None:
    """The media type to answer with; None when the client accepts neither."""
    ranges = ranges_in(accept)
    if GRAPHQL_RESPONSE in ranges:
        return GRAPHQL_RESPONSE
    return JSON if ranges & {JSON, "application/*", "*/*", ""} else None


def answer(body: Any, media_type: str, status: int, headers: dict[str, str] | None = None) -> web.Response:
    """The body as JSON."""
    response = web.Response(body=orjson.dumps(body), status=status, headers=HEADERS[media_type])
    if headers:
        response.headers.update(headers)
    return response
