"""The object type of a value of an abstract type (GraphQL specification, section 6.4.3, ResolveAbstractType)."""

from typing import Any

from graphql import (
    FieldNode,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
    default_type_resolver,
    is_object_type,
)
from graphql.pyutils import inspect


def runtime_type(
    abstract: GraphQLAbstractType, value: Any, info: GraphQLResolveInfo[Any], nodes: list[FieldNode]
) -> GraphQLObjectType:
    """The type that the abstract type's own resolver names. Raises GraphQLError when that is none of its types."""
    resolve: Any = abstract.resolve_type or default_type_resolver
    name = resolve(value, info, abstract)
    where = f"Abstract type '{abstract}'"
    if name is None:
        raise GraphQLError(
            f"{where} must resolve to an Object type at runtime for field '{info.parent_type}.{info.field_name}'."
            f" Either the '{abstract}' type should provide a 'resolve_type' function or each possible type should"
            " provide an 'is_type_of' function.",
            nodes,
        )
    if not isinstance(name, str):
        raise GraphQLError(
            f"{where} must resolve to an Object type at runtime for field '{info.parent_type}.{info.field_name}'"
            f" with value {inspect(value)}, received '{inspect(name)}', which is not a valid Object type name.",
            nodes,
        )
    found = info.schema.get_type(name)
    if found is None:
        raise GraphQLError(f"{where} was resolved to a type '{name}' that does not exist inside the schema.", nodes)
    if not is_object_type(found):
        raise GraphQLError(f"{where} was resolved to a non-object type '{name}'.", nodes)
    if not info.schema.is_sub_type(abstract, found):
        raise GraphQLError(f"Runtime Object type '{found}' is not a possible type for '{abstract}'.", nodes)
    return found
