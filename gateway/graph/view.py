"""GraphQL over HTTP: a request in, JSON out (GraphQL over HTTP specification, working draft).

A credential is only ever an Authorization header, so a page of another site cannot borrow it; a POST that a form could
send runs nothing: the media type must be JSON, or multipart/form-data beside that header.
"""

import re
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

import orjson
from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError
from graphql import OperationType

from gateway.call import Call
from gateway.errors import Refusal, Unauthenticated, Unavailable
from gateway.graph.execution import Executor, Request, Response
from gateway.graph.uploads import MULTIPART, NotMultipart, read_operations
from gateway.trusted_documents.model import is_identifier
from gateway.viewer import Viewer

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
Authenticate = Callable[[str | None], Awaitable[Viewer]]
MAX_NESTING = 200
ENCODINGS = ("identity", "gzip", "deflate")
WORTH_COMPRESSING = 2048
"""Bytes; below, compressing costs more than it saves."""

WEIGHT_0 = re.compile(r"q=0(\.0*)?\Z")

REQUEST_ID = web.RequestKey("request_id", str)
OPERATION_NAME = web.RequestKey("operation_name", str)
OUTCOME = web.RequestKey("outcome", str)
EXECUTOR = web.RequestKey("executor", str)
UNREGISTERED = web.RequestKey("unregistered", int)
"""How many operations ran of documents that are not registered, where that is told."""
STATUSES = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "DOCUMENT_NOT_TRUSTED": 403, "PERSISTED_QUERY_NOT_FOUND": 404}
"""Of what was refused before it ran; 400 for everything else."""
BATCH = "batch"
"""What a batch is counted and logged as."""


class Malformed(Exception):
    """The HTTP request is no GraphQL request; `status` says how."""

    def __init__(
        self, message: str, status: int = 400, extensions: dict[str, Any] | None = None, **headers: str
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers
        self.extensions = extensions or {"code": "BAD_REQUEST"}


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
            if http.method == hdrs.METH_GET and isinstance(request, Request):
                await refuse_mutation(self.executor, request, call)
        except (Malformed, Unauthenticated, Unavailable) as problem:
            return refusal_answer(problem, media_type)
        if isinstance(request, list):
            return await self.answer_batch(request, call, http)
        response = await self.executor.execute(request, call, http[REQUEST_ID])
        http[OPERATION_NAME] = response.operation_name or ""
        http[OUTCOME] = outcome_of(response)
        http[EXECUTOR] = response.executor or "none"
        http[UNREGISTERED] = int(response.unregistered)
        if response.retry_after_seconds:
            return answer(response.body, media_type, 429, {hdrs.RETRY_AFTER: str(response.retry_after_seconds)})
        return answer(response.body, media_type, status_of(response, media_type))

    async def answer_batch(self, batch: list[Request], call: Call, http: web.Request) -> web.Response:
        """The answers of operations that came together, in their order; each runs as if it had come alone."""
        id = http[REQUEST_ID]
        responses = [await self.executor.execute(each, call, id) for each in batch]
        http[OPERATION_NAME] = BATCH
        http[OUTCOME] = "errors" if any("errors" in each.body for each in responses) else "ok"
        http[UNREGISTERED] = sum(each.unregistered for each in responses)
        return answer([each.body for each in responses], JSON, 200)


async def refuse_mutation(executor: Executor, request: Request, call: Call) -> None:
    """Raise Malformed when a request by GET would change something."""
    document, _ = await executor.trusted.asked(request, call)
    operation = document.operation(request.operation_name)
    if operation and operation.operation is OperationType.MUTATION:
        raise Malformed("a mutation is sent by POST", 405, Allow="POST")


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
    return web.Response(
        body=orjson.dumps(body),
        status=status,
        headers={
            hdrs.CONTENT_TYPE: f"{media_type}; charset=utf-8",
            hdrs.CACHE_CONTROL: "no-store",
            "X-Content-Type-Options": "nosniff",
            **(headers or {}),
        },
    )


async def read_request(http: web.Request, max_batch: int) -> Request | list[Request]:
    """The GraphQL request in an HTTP request, or the requests of a batch. Raises Malformed."""
    if http.method == hdrs.METH_GET:
        query = http.query
        maps = {
            name: parsed(query[name].encode(), name) if query.get(name) else None
            for name in ("variables", "extensions")
        }
        return request_of({**query, **maps})
    if http.method != hdrs.METH_POST:
        raise Malformed("send GET or POST", 405, Allow="GET, POST")
    if http.content_type == MULTIPART:
        body = await whole(read_operations(http), http)
        if too_deep(body):
            raise Malformed("the body is nested too deeply")
        return request_of(body)
    if http.content_type != JSON:
        raise Malformed("send the request as application/json", 415)
    if http.headers.get(hdrs.CONTENT_ENCODING, "identity").lower() not in ENCODINGS:
        raise Malformed(f"the body may be encoded as {', '.join(ENCODINGS)}", 415)
    if (http.charset or "utf-8").lower().replace("-", "") != "utf8":
        raise Malformed("send the request as UTF-8", 415)
    content = parsed(await whole(http.read(), http), "body")
    return batch_of(content, max_batch) if isinstance(content, list) else request_of(content)


async def whole(reading: Awaitable[Any], http: web.Request) -> Any:
    """What was read of the body. Raises Malformed."""
    try:
        return await reading
    except (web.RequestPayloadError, HttpProcessingError):
        http.content.feed_eof()  # nothing more of it is to be read, and to fail again
        raise Malformed("the body is not what its Content-Encoding says", 400, Connection="close") from None
    except web.HTTPRequestEntityTooLarge:
        raise Malformed(f"the body is larger than {http._client_max_size} bytes", 413) from None
    except NotMultipart as problem:
        raise Malformed(str(problem)) from problem


def parsed(data: bytes, what: str) -> Any:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise Malformed(f"the {what} is not JSON in UTF-8") from problem
    # Only where there are enough brackets can they be nested so deeply.
    if data.count(b"[") + data.count(b"{") > MAX_NESTING and too_deep(value):
        raise Malformed(f"the {what} is nested too deeply")
    return value


def too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_NESTING):
        level = [
            part
            for item in level
            if isinstance(item, dict | list)
            for part in (item.values() if isinstance(item, dict) else item)
            if isinstance(part, dict | list)
        ]
        if not level:
            return False
    return True


def batch_of(bodies: list[Any], max_batch: int) -> list[Request]:
    if not max_batch:
        raise Malformed("batches are not answered: send one operation per request")
    if not bodies:
        raise Malformed("the batch is empty")
    if len(bodies) > max_batch:
        extensions = {"code": "LIMIT_EXCEEDED", "limit": "batch", "maximum": max_batch, "value": len(bodies)}
        raise Malformed(f"the batch has {len(bodies)} operations, at most {max_batch} are allowed", 400, extensions)
    return [request_of(body) for body in bodies]


def request_of(body: Any) -> Request:
    if not isinstance(body, dict):
        raise Malformed("the body is not a JSON object")
    query, variables, name, extensions = map(body.get, ("query", "variables", "operationName", "extensions"))
    if variables is not None and not isinstance(variables, dict):
        raise Malformed("variables must be a JSON object")
    if name is not None and not isinstance(name, str):
        raise Malformed("operationName must be a string")
    if extensions is not None and not isinstance(extensions, dict):
        raise Malformed("extensions must be a JSON object")
    id, hash = body.get("documentId"), persisted_hash((extensions or {}).get("persistedQuery"))
    if query is None and id is None and hash is None:
        raise Malformed("the request has no query")
    if query is not None and not isinstance(query, str):
        raise Malformed("query must be a string")
    if id is not None and not (isinstance(id, str) and is_identifier(id)):
        raise Malformed("documentId must be a document identifier, such as sha256: and 64 hexadecimal digits")
    if id is not None and not (query is None and hash is None):
        raise Malformed("the request has a documentId and names its document in another way as well")
    return Request(query, variables, name or None, id, hash)


def persisted_hash(persisted: Any) -> str | None:
    """What Apollo's extension names the document by. Raises Malformed."""
    if persisted is None:
        return None
    hash = persisted.get("sha256Hash") if isinstance(persisted, dict) and persisted.get("version") == 1 else None
    if not (isinstance(hash, str) and is_identifier(hash)):
        raise Malformed("extensions.persistedQuery must have the version 1 and a sha256Hash")
    return hash
