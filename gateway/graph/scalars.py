"""Scalars of our own."""

from typing import Any, NewType

import strawberry

Metadata = NewType("Metadata", dict)  # type: ignore[type-arg]
JsonObject = NewType("JsonObject", dict)  # type: ignore[type-arg]


def json_object(value: Any) -> Any:
    if not isinstance(value, dict):
        raise TypeError("must be a JSON object")
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
}
