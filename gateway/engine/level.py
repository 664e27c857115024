"""The objects of one selection, and where in the response each of them is.

Places are told only when something went wrong; then a level knows the path of each object, and can turn it into null.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from graphql.pyutils import Path

from gateway.engine.plan import FieldPlan, Selection, Shape

Spot = tuple[int, tuple[int, ...]]
"""A value of a field: the number of the object in its level, and the indexes in lists of lists."""


class Spots:
    """Of each value of a column: its spot."""

    def of(self, number: int) -> Spot:
        return number, ()


class Items(Spots):
    """Of each item of a column of lists, of which `lengths` are known."""

    def __init__(self, lists: Spots, lengths: Sequence[int]) -> None:
        self.lists = lists
        self.lengths = lengths
        self.ends: list[int] = []

    def of(self, number: int) -> Spot:
        self.ends = self.ends or list(accumulate(self.lengths))
        list_number = bisect_right(self.ends, number)
        parent, indexes = self.lists.of(list_number)
        return parent, (*indexes, number - (self.ends[list_number] - self.lengths[list_number]))


class Some(Spots):
    """Of each of those values of a column that have the numbers `chosen`."""

    def __init__(self, column: Spots, chosen: Sequence[int]) -> None:
        self.column = column
        self.chosen = chosen

    def of(self, number: int) -> Spot:
        return self.column.of(self.chosen[number])


EVERY = Spots()


class Level:
    """Objects of one type, selected by one field of the objects of another level; the root has no other."""

    __slots__ = ("dicts", "field", "parent", "selection", "sources", "spots")

    def __init__(
        self,
        selection: Selection,
        sources: Sequence[Any],
        parent: "Level | None" = None,
        field: FieldPlan | None = None,
        spots: Spots = EVERY,
    ) -> None:
        self.selection = selection
        self.sources = sources
        self.parent = parent
        self.field = field
        self.spots = spots
        self.dicts: list[dict[str, Any]] = []

    def by_item(self) -> bool:
        """Whether the attributes of the sources are had as items, which is faster."""
        rows = self.selection.rows
        return rows is not None and len(self.sources) > 0 and type(self.sources[0]) is rows.mapping

    def place(self, number: int, field: FieldPlan, indexes: tuple[int, ...] = ()) -> Path:
        """The response path of a value of a field."""
        path: Path | None = None
        if self.parent is not None and self.field is not None:
            parent, own_indexes = self.spots.of(number)
            path = self.parent.place(parent, self.field, own_indexes)
        path = Path(path, field.key, field.parent.name)
        for index in indexes:
            path = path.add_key(index)
        return path

    def nullify(self, number: int, field: FieldPlan, indexes: tuple[int, ...]) -> Path | None:
        """Turn a value to null, or the innermost of what it is in that may be; the path of that, None for all data."""
        shapes = shapes_of(field.shape, len(indexes))
        for depth in range(len(indexes), 0, -1):
            if not shapes[depth].nonnull:
                container = self.dicts[number][field.key]
                for index in indexes[: depth - 1]:
                    container = container[index] if container is not None else None
                if container is not None:
                    container[indexes[depth - 1]] = None
                return self.place(number, field, indexes[:depth])
        if not field.shape.nonnull:
            self.dicts[number][field.key] = None
            return self.place(number, field)
        if self.parent is None or self.field is None:
            return None
        parent, own_indexes = self.spots.of(number)
        return self.parent.nullify(parent, self.field, own_indexes)


def shapes_of(shape: Shape, depth: int) -> list[Shape]:
    """The shape, its items', theirs, ..., down to a depth."""
    shapes = [shape]
    for _ in range(depth):
        shape = shape.item or shape
        shapes.append(shape)
    return shapes
