"""An HTTP request read as a GraphQL request, or as a batch of them (GraphQL over HTTP, sections 5.2 to 5.4)."""

from collections.abc import Awaitable
from typing import Any

import orjson
from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError

from gateway.errors import ProblemCode
from gateway.graph.execution import Request
from gateway.graph.uploads import MULTIPART, NotMultipart, read_operations
from gateway.trusted_documents.model import is_identifier

JSON = "application/json"
MAX_NESTING = 200
ENCODINGS = ("identity", "gzip", "deflate")


class Malformed(Exception):
    """The HTTP request is no GraphQL request; `status` says how."""

    def __init__(
        self, message: str, status: int = 400, extensions: dict[str, Any] | None = None, **headers: str
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers
        self.extensions = extensions or {"code": "BAD_REQUEST"}


def beyond_limit(message: str, limit: str, maximum: int, value: int | None, status: int = 400) -> Malformed:
    """The refusal of a request beyond a limit."""
    extensions: dict[str, Any] = {"code": ProblemCode.LIMIT_EXCEEDED.value, "limit": limit, "maximum": maximum}
    return Malformed(message, status, extensions if value is None else {**extensions, "value": value})


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
        return request_of(not_too_deep(await whole(read_operations(http), http), "field operations"))
    if http.content_type != JSON:
        raise Malformed("send the request as application/json", 415)
    if http.headers.get(hdrs.CONTENT_ENCODING, "identity").lower() not in ENCODINGS:
        raise Malformed(f"the body may be encoded as {', '.join(ENCODINGS)}", 415)
    if (http.charset or "utf-8").lower().replace("-", "") != "utf8":
        raise Malformed("send the request as UTF-8", 415)
    content = parsed(await whole(read(http), http), "body")
    return batch_of(content, max_batch) if isinstance(content, list) else request_of(content)


async def read(http: web.Request) -> bytes:
    """The body; at once where all of it has come, as most have."""
    if not http.content.is_eof():
        return await http.read()
    data = http.content.read_nowait()
    if len(data) > http._client_max_size:
        raise web.HTTPRequestEntityTooLarge(http._client_max_size)
    return data


async def whole(reading: Awaitable[Any], http: web.Request) -> Any:
    """What was read of the body. Raises Malformed."""
    try:
        return await reading
    except (web.RequestPayloadError, HttpProcessingError):
        http.content.feed_eof()  # nothing more of it is to be read, and to fail again
        raise Malformed("the body is not what its Content-Encoding says", 400, Connection="close") from None
    except web.HTTPRequestEntityTooLarge:
        most = http._client_max_size
        # What is compressed tells less than it has.
        value = http.content_length if (http.content_length or 0) > most else None
        raise beyond_limit(f"the body is larger than {most} bytes", "body_bytes", most, value, 413) from None
    except NotMultipart as problem:
        raise Malformed(str(problem)) from problem


def parsed(data: bytes, what: str) -> Any:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise Malformed(f"the {what} is not JSON in UTF-8") from problem
    # Only where there are enough brackets can they be nested so deeply.
    return not_too_deep(value, what) if data.count(b"[") + data.count(b"{") > MAX_NESTING else value


def not_too_deep(value: Any, what: str) -> Any:
    """The value. Raises Malformed when it is nested more than MAX_NESTING levels deep."""
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
            return value
    raise beyond_limit(f"the {what} is nested more than {MAX_NESTING} levels deep", "nesting", MAX_NESTING, None)


def batch_of(bodies: list[Any], max_batch: int) -> list[Request]:
    if not max_batch:
        raise Malformed("batches are not answered: send one operation per request")
    if not bodies:
        raise Malformed("the batch is empty")
    if len(bodies) > max_batch:
        message = f"the batch has {len(bodies)} operations, at most {max_batch} are allowed"
        raise beyond_limit(message, "batch", max_batch, len(bodies))
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
