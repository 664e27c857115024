"""Tells the engine what the fields of the schema declare: where their values come from."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from orjson import Fragment
from strawberry.schema import BaseSchema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from gateway import engine
from gateway.database.columns import record_class
from gateway.graph.fields import DECLARATION, Computed, Found, Loaded, Paged
from gateway.graph.finding import key_in, loader_for

NATIVE = {"DateTime": (datetime,), "Metadata": (dict, Fragment), "JSONObject": (dict, Fragment)}
"""What orjson writes as these scalars do: a time as RFC 3339 with its offset, an object or its text as it is."""


def tell_engine(schema: BaseSchema) -> None:
    """Put the declarations of a schema's fields into the extensions of graphql-core's, where the engine reads them."""
    for name, classes in NATIVE.items():
        scalar: Any = schema.schema_converter.type_map[name].implementation
        scalar.extensions[engine.NATIVE] = classes
    for concrete in list(schema.schema_converter.type_map.values()):
        type_: Any = concrete.implementation
        definition: Any = concrete.definition
        for field in getattr(definition, "fields", ()):
            name = schema.config.name_converter.from_field(field)
            declared = declaration(schema, field) if isinstance(field, StrawberryField) else None
            if declared and name in type_.fields:
                type_.fields[name].extensions[engine.DECLARED] = declared
        origin = getattr(definition, "origin", None)
        if model := getattr(origin, "row", None):
            record = record_class(model)
            rows = engine.Rows(model, (model, record), record, getattr(origin, "told_by", ()))
            type_.extensions[engine.ROW] = rows


def declaration(schema: BaseSchema, field: StrawberryField) -> engine.Declaration | None:
    """What a field declares, in the engine's words; None for a field that has a resolver of its own."""
    match field.metadata.get(DECLARATION):
        case Computed(needs, compute):
            return engine.Computed(lambda source, context: compute(source, context.now), needs)
        case Loaded(loader, key, needs):
            return engine.Loaded(keys_of(key), lambda context, _: getattr(context.loaders, loader), needs)
        case Found(type_name):
            return engine.Loaded(
                lambda sources, wanted: [wanted[0].form(wanted[1])] * len(sources),
                lambda context, wanted: loader_for(context, wanted[0]),
                (),
                lambda arguments: key_in(type_name, arguments),
            )
        case Paged(_, key) as paged:

            def prepare(arguments: dict[str, Any]) -> Any:
                return paged.wanted(
                    convert_arguments(
                        arguments,
                        field.arguments,
                        scalar_registry=schema.schema_converter.scalar_registry,
                        config=schema.config,
                    )
                )

            return engine.Loaded(keys_of(key, alone=""), paged.loader, (key,) if key else (), prepare)
    return engine.Column(field.python_name) if field.is_basic_field else None


def keys_of(key: str | None, alone: str | None = None) -> Any:
    """The function from sources to their keys: an attribute, or `alone`, or each source itself."""
    if key:
        get = attrgetter(key)
        return lambda sources, _: list(map(get, sources))

    def keys(sources: Sequence[Any], _: Any) -> Sequence[Any]:
        return sources if alone is None else [alone] * len(sources)

    return keys
