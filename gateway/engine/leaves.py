"""Leaf values: a whole column of them is checked and written at once where all are of the expected classes."""

from collections.abc import Callable, Sequence
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
    Undefined,
)
from graphql.pyutils import inspect

from gateway.engine.declarations import NATIVE

NONE = type(None)
MAX_INT, MIN_INT = 2_147_483_647, -2_147_483_648
AS_THEY_ARE: dict[str, frozenset[type]] = {
    GraphQLString.name: frozenset({str}),
    GraphQLID.name: frozenset({str}),
    GraphQLBoolean.name: frozenset({bool}),
}


class Leaf:
    """Writes values of one scalar or enumeration."""

    def __init__(self, type_: GraphQLLeafType) -> None:
        self.type = type_
        self.native = AS_THEY_ARE.get(type_.name) or frozenset((type_.extensions or {}).get(NATIVE, ()))
        self.accepted = self.native | {NONE}
        self.names: dict[Any, str] = {}
        self.column: Callable[[Sequence[Any], set[type]], Sequence[Any] | None] = (
            self.of_enumeration
            if isinstance(type_, GraphQLEnumType)
            else self.of_integers
            if type_ is GraphQLInt
            else self.of_scalars
        )

    def plain(self, *, nonnull: bool) -> frozenset[type]:
        """The classes of values that need no look at each of them."""
        return frozenset() if not self.native else self.native if nonnull else self.accepted

    def of_scalars(self, values: Sequence[Any], kinds: set[type]) -> Sequence[Any] | None:
        return values if kinds <= self.accepted else None

    def of_integers(self, values: Sequence[Any], kinds: set[type]) -> Sequence[Any] | None:
        if kinds == {int} and min(values) >= MIN_INT and max(values) <= MAX_INT:
            return values
        return None

    def of_enumeration(self, values: Sequence[Any], kinds: set[type]) -> Sequence[Any] | None:
        """Each value's name; those of earlier values are known."""
        if not all(issubclass(kind, str) for kind in kinds - {NONE}):
            return None
        names = self.names
        try:
            return [value if value is None else names[value] for value in values]
        except KeyError:
            return None

    def one(self, value: Any) -> Any:
        """One value as it is written. Raises what is wrong with it."""
        written = self.type.coerce_output_value(value)
        if written is None or written is Undefined:
            raise TypeError(
                f"Expected `{self.type}.coerce_output_value({inspect(value)})` to return non-nullable value,"
                f" returned: {inspect(written)}"
            )
        if isinstance(value, str) and isinstance(self.type, GraphQLEnumType):
            self.names[value] = written
        return written
