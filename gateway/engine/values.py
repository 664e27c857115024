"""Completes the values of a field (GraphQL specification, section 6.4.3), all those of a level together.

Whatever is wrong with one value is noted with its spot, and the value is null; what a null does to the objects around
it is found out when everything is there.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, GraphQLResolveInfo
from graphql.pyutils import inspect, is_iterable

from gateway.engine.leaves import NONE
from gateway.engine.level import Items, Level, Some, Spots
from gateway.engine.plan import FieldPlan, Selection, Shape
from gateway.engine.types import runtime_type

if TYPE_CHECKING:
    from gateway.engine.execution import Execution

LISTS = frozenset({list})


class Completion:
    """The values of one field of one level, being completed."""

    __slots__ = ("execution", "field", "level")

    def __init__(self, execution: "Execution", level: Level, field: FieldPlan) -> None:
        self.execution = execution
        self.level = level
        self.field = field

    def completed(self, shape: Shape, values: Sequence[Any], spots: Spots) -> Sequence[Any]:
        """What stands for these values in the response."""
        kinds = set(map(type, values))
        if (shape.nonnull and NONE in kinds) or any(issubclass(kind, BaseException) for kind in kinds):
            values = [self.sound(value, spots, number, shape.nonnull) for number, value in enumerate(values)]
            kinds = set(map(type, values))
        if shape.item:
            return self.lists(shape.item, values, kinds, spots)
        if self.field.leaf:
            written = self.field.leaf.column(values, kinds)
            return self.leaves(values, spots) if written is None else written
        return self.objects(values, kinds, spots)

    def fail(self, problem: BaseException, spots: Spots, number: int) -> None:
        parent, indexes = spots.of(number)
        self.execution.fail(problem, self.level, self.field, parent, indexes)

    def sound(self, value: Any, spots: Spots, number: int, nonnull: bool) -> Any:
        """The value; None for an exception, which is noted, as a null is that may not be."""
        if isinstance(value, BaseException):
            self.fail(value, spots, number)
            return None
        if value is None and nonnull:
            name = f"{self.field.parent.name}.{self.field.name}"
            self.fail(TypeError(f"Cannot return null for non-nullable field {name}."), spots, number)
        return value

    def leaves(self, values: Sequence[Any], spots: Spots) -> list[Any]:
        """Leaf values, one by one."""
        leaf, written = self.field.leaf, []
        assert leaf is not None
        for number, value in enumerate(values):
            one = None
            if value is not None:
                try:
                    one = leaf.one(value)
                except Exception as problem:
                    self.fail(problem, spots, number)
            written.append(one)
        return written

    def lists(self, shape: Shape, values: Sequence[Any], kinds: set[type], spots: Spots) -> list[Any]:
        """Lists: the items of all of them are completed together."""
        if not kinds <= LISTS:
            values = [self.as_list(value, spots, number) for number, value in enumerate(values)]
        whole = [value for value in values if value is not None] if NONE in kinds or not kinds <= LISTS else values
        places: Spots = spots
        if len(whole) < len(values):
            places = Some(spots, [number for number, value in enumerate(values) if value is not None])
        lengths = list(map(len, whole))
        items = iter(self.completed(shape, list(chain.from_iterable(whole)), Items(places, lengths)))
        made = iter([list(islice(items, length)) for length in lengths])
        return list(made) if len(whole) == len(values) else [None if value is None else next(made) for value in values]

    def as_list(self, value: Any, spots: Spots, number: int) -> list[Any] | None:
        if value is None or isinstance(value, list):
            return value
        if is_iterable(value):
            iterable: Iterable[Any] = value
            return list(iterable)
        name = f"{self.field.parent.name}.{self.field.name}"
        self.fail(GraphQLError(f"Expected Iterable, but did not find one for field '{name}'."), spots, number)
        return None

    def objects(self, values: Sequence[Any], kinds: set[type], spots: Spots) -> Sequence[Any]:
        """Objects: those of one type become a level."""
        groups = self.groups(values, kinds, spots)
        if len(groups) == 1 and len(groups[0][1]) == len(values):
            return self.execution.begin(Level(groups[0][0], values, self.level, self.field, spots))
        made: list[Any] = [None] * len(values)
        for selection, numbers in groups:
            sources = [values[number] for number in numbers]
            level = Level(selection, sources, self.level, self.field, Some(spots, numbers))
            for number, written in zip(numbers, self.execution.begin(level), strict=True):
                made[number] = written
        return made

    def groups(self, values: Sequence[Any], kinds: set[type], spots: Spots) -> list[tuple[Selection, Sequence[int]]]:
        """The selections that apply, each with the numbers of its objects; what has no type is noted."""
        objects = self.field.objects
        assert objects is not None
        some = kinds - {NONE}
        if len(some) == 1:
            (kind,) = some
            known = objects.of_rows.get(kind, ())
            selection = known[0] if len(known) == 1 else objects.sole
            if selection:
                numbers = range(len(values))
                return [
                    (selection, [each for each in numbers if values[each] is not None] if NONE in kinds else numbers)
                ]
        found: dict[str, list[int]] = {}
        info = self.execution.info(self.level, self.field, None)
        for number, value in enumerate(values):
            if value is None:
                continue
            try:
                name = self.type_name(value, info)
            except Exception as problem:
                self.fail(problem, spots, number)
            else:
                found.setdefault(name, []).append(number)
        return [(objects.selections[name], numbers) for name, numbers in found.items()]

    def type_name(self, value: Any, info: GraphQLResolveInfo[Any]) -> str:
        """The name of the object type of a value. Raises what is wrong with it."""
        objects = self.field.objects
        assert objects is not None
        known = objects.of_rows.get(type(value), ())
        if len(known) == 1:
            return known[0].type.name
        for selection in known:
            if selection.type.is_type_of and selection.type.is_type_of(value, info):
                return selection.type.name
        if objects.abstract:
            type_ = runtime_type(objects.abstract, value, info, self.field.nodes)
        else:
            type_ = next(iter(objects.selections.values())).type
        if type_.is_type_of and not type_.is_type_of(value, info):
            raise GraphQLError(f"Expected value of type '{type_}' but got: {inspect(value)}.", self.field.nodes)
        return type_.name
