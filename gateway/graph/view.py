"""GraphQL over HTTP: a request in, JSON out (GraphQL over HTTP specification, working draft).

A credential is only ever an Authorization header, so a page of another site cannot borrow it; a POST that a form could
send (any media type but JSON) runs nothing.
"""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

import orjson
from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError

from gateway.call import Call
from gateway.errors import Refusal, Unauthenticated, Unavailable
from gateway.graph.execution import Executor, Request, Response
from gateway.viewer import Viewer

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
Authenticate = Callable[[str | None], Awaitable[Viewer]]
MAX_NESTING = 200
ENCODINGS = ("identity", "gzip", "deflate")
WORTH_COMPRESSING = 2048
"""Bytes; below, compressing costs more than it saves."""

REQUEST_ID = web.RequestKey("request_id", str)
OPERATION_NAME = web.RequestKey("operation_name", str)
OUTCOME = web.RequestKey("outcome", str)
EXECUTOR = web.RequestKey("executor", str)


class Malformed(Exception):
    """The HTTP request is no GraphQL request; `status` says how."""

    def __init__(self, message: str, status: int = 400, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


class GraphQLView:
    """The handler of /graphql."""

    def __init__(self, executor: Executor, authenticate: Authenticate, make_call: Callable[[Viewer], Call]) -> None:
        self.executor = executor
        self.authenticate = authenticate
        self.make_call = make_call

    async def handle(self, http: web.Request) -> web.Response:
        acceptable = accepted(http.headers.get(hdrs.ACCEPT, "*/*"))
        media_type = acceptable or JSON
        try:
            if acceptable is None:
                raise Malformed("answers are application/graphql-response+json or application/json", 406)
            request = await read_request(http)
            if http.method == hdrs.METH_GET:
                self.refuse_mutation_by_get(request)
            viewer = await self.authenticate(http.headers.get(hdrs.AUTHORIZATION))
        except (Malformed, Unauthenticated, Unavailable) as problem:
            return refusal_answer(problem, media_type)
        response = await self.executor.execute(request, self.make_call(viewer), http[REQUEST_ID])
        http[OPERATION_NAME] = response.operation_name or ""
        http[OUTCOME] = outcome_of(response)
        http[EXECUTOR] = response.executor or "none"
        return answer(response.body, media_type, status_of(response, media_type))

    def refuse_mutation_by_get(self, request: Request) -> None:
        document = self.executor.documents.document(request.query)
        if document.operation(request.operation_name) and not document.is_query(request.operation_name):
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
    return 401 if "UNAUTHENTICATED" in codes else 403 if "FORBIDDEN" in codes else 400


def refusal_answer(problem: Malformed | Unauthenticated | Unavailable, media_type: str) -> web.Response:
    """The response to a request that runs nothing."""
    match problem:
        case Malformed():
            body = {"errors": [{"message": str(problem), "extensions": {"code": "BAD_REQUEST"}}]}
            return answer(body, media_type, problem.status, problem.headers)
        case Unauthenticated():
            return answer(refused(problem), media_type, 401, {hdrs.WWW_AUTHENTICATE: 'Bearer realm="gateway"'})
        case _:
            return answer(refused(problem), media_type, 503, {hdrs.RETRY_AFTER: "5"})


def refused(refusal: Refusal) -> dict[str, Any]:
    return {"errors": [{"message": str(refusal), "extensions": {"code": refusal.code.value}}]}


@lru_cache(256)
def accepted(accept: str) -> str | None:
    """The media type to answer with; None when the client accepts neither."""
    ranges = {
        part.partition(";")[0].strip().lower()
        for part in accept.split(",")
        if "q=0" not in part.replace(" ", "").split(";")[1:]
    }
    if GRAPHQL_RESPONSE in ranges:
        return GRAPHQL_RESPONSE
    return JSON if ranges & {JSON, "application/*", "*/*", ""} else None


def answer(body: dict[str, Any], media_type: str, status: int, headers: dict[str, str] | None = None) -> web.Response:
    """The body as JSON, compressed where it is worth it and the client takes it.

    To learn from compressed lengths (BREACH) takes requests with a borrowed credential; a browser sends none of ours
    by itself.
    """
    content = orjson.dumps(body)
    response = web.Response(
        body=content,
        status=status,
        headers={
            hdrs.CONTENT_TYPE: f"{media_type}; charset=utf-8",
            hdrs.CACHE_CONTROL: "no-store",
            "X-Content-Type-Options": "nosniff",
            **(headers or {}),
        },
    )
    if len(content) >= WORTH_COMPRESSING:
        response.enable_compression()
    return response


async def read_request(http: web.Request) -> Request:
    """The GraphQL request in an HTTP request. Raises Malformed."""
    if http.method == hdrs.METH_GET:
        query = http.query
        variables = parsed(query["variables"].encode(), "variables") if query.get("variables") else None
        return request_of({**query, "variables": variables, "extensions": None})
    if http.method != hdrs.METH_POST:
        raise Malformed("send GET or POST", 405, Allow="GET, POST")
    if http.content_type != JSON:
        raise Malformed("send the request as application/json", 415)
    if http.headers.get(hdrs.CONTENT_ENCODING, "identity").lower() not in ENCODINGS:
        raise Malformed(f"the body may be encoded as {', '.join(ENCODINGS)}", 415)
    if (http.charset or "utf-8").lower().replace("-", "") != "utf8":
        raise Malformed("send the request as UTF-8", 415)
    try:
        body = await http.read()
    except (web.RequestPayloadError, HttpProcessingError):
        raise Malformed("the body is not what its Content-Encoding says", 400, Connection="close") from None
    except web.HTTPRequestEntityTooLarge:
        raise Malformed(f"the body is larger than {http._client_max_size} bytes", 413) from None
    return request_of(parsed(body, "body"))


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


def request_of(body: Any) -> Request:
    if isinstance(body, list):
        raise Malformed("batches are not answered: send one operation per request")
    if not isinstance(body, dict):
        raise Malformed("the body is not a JSON object")
    query, variables, name, extensions = map(body.get, ("query", "variables", "operationName", "extensions"))
    if not isinstance(query, str):
        raise Malformed("the request has no query")
    if variables is not None and not isinstance(variables, dict):
        raise Malformed("variables must be a JSON object")
    if name is not None and not isinstance(name, str):
        raise Malformed("operationName must be a string")
    if extensions is not None and not isinstance(extensions, dict):
        raise Malformed("extensions must be a JSON object")
    return Request(query, variables, name or None)
