"""Files in a request: `multipart/form-data` as the GraphQL multipart request specification has it (Jayden Seric, v2).

A form of another site can send such a request. It is read only where an Authorization header came with it, which such
a form cannot send.
"""

from typing import Any

import orjson
from aiohttp import hdrs, web
from aiohttp.web_request import FileField

MULTIPART = "multipart/form-data"
MAX_FILES = 10


class NotMultipart(Exception):
    """The request is no multipart GraphQL request; the message says why."""


async def read_operations(http: web.Request) -> Any:
    """The request's body, with the bytes of each file where the map has put it. Raises NotMultipart.

    Raises aiohttp's errors of a body that cannot be read or is too large.
    """
    if hdrs.AUTHORIZATION not in http.headers:
        raise NotMultipart("a request with files needs an Authorization header")
    try:
        form = await http.post()
    except ValueError as problem:
        raise NotMultipart("the body is not multipart/form-data") from problem
    body, places = parsed(form.get("operations"), "operations"), parsed(form.get("map"), "map")
    if not isinstance(body, dict):
        raise NotMultipart("the field operations must be a JSON object")
    if not isinstance(places, dict) or len(places) > MAX_FILES:
        raise NotMultipart(f"the field map must be a JSON object of at most {MAX_FILES} files")
    for name, paths in places.items():
        file = form.get(name)
        if not isinstance(file, FileField) or not isinstance(paths, list):
            raise NotMultipart("the field map must name files and where they belong")
        content = file.file.read()
        for path in paths:
            put(body, path, content)
    return body


def parsed(value: Any, name: str) -> Any:
    try:
        return orjson.loads(value) if isinstance(value, str) else None
    except orjson.JSONDecodeError as problem:
        raise NotMultipart(f"the field {name} is not JSON") from problem


def put(body: dict[str, Any], path: Any, content: bytes) -> None:
    """Put a file where `operations` has null: `variables.input.file`, `variables.files.0`. Raises NotMultipart."""
    *way, last = path.split(".") if isinstance(path, str) else [""]
    if way[:1] != ["variables"]:
        raise NotMultipart("a file belongs in variables")
    try:
        place: Any = body
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        key = int(last) if isinstance(place, list) else last
        if place[key] is not None:
            raise NotMultipart("where a file belongs there must be null")
        place[key] = content
    except (LookupError, TypeError, ValueError) as problem:
        raise NotMultipart("the field map names a place that is not there") from problem
