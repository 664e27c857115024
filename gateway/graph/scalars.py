"""Scalars of our own."""

from typing import Any, NewType

import strawberry
from graphql import GraphQLError

Metadata = NewType("Metadata", dict)  # type: ignore[type-arg]
JsonObject = NewType("JsonObject", dict)  # type: ignore[type-arg]
Upload = NewType("Upload", bytes)


def json_object(value: Any) -> Any:
    if not isinstance(value, dict):
        raise GraphQLError("must be a JSON object")
    return value


def uploaded(value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise GraphQLError("must be a file, sent as multipart/form-data")
    return value


SCALARS: dict[object, Any] = {
    Metadata: strawberry.scalar(
        name="Metadata",
        description="A JSON object whose values are strings; where a description says so, a value may be null.",
        serialize=lambda value: value,
        parse_value=json_object,
    ),
    JsonObject: strawberry.scalar(
        name="JSONObject", description="A JSON object.", serialize=lambda value: value, parse_value=json_object
    ),
    Upload: strawberry.scalar(
        name="Upload",
        description="A file, sent as multipart/form-data.",
        serialize=lambda value: None,
        parse_value=uploaded,
        specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
    ),
}
