"""Where the values of a field come from: what a schema tells the engine, in the extensions of its types and fields."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Any, Protocol

DECLARED = "engine.declared"
"""Key of a field's extensions: its Column, Computed or Loaded."""
ROW = "engine.row"
"""Key of an object type's extensions: its Rows."""
NATIVE = "engine.native"
"""Key of a scalar's extensions: the classes of values that go into JSON as they are."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What an object type's sources are rows of."""

    model: type
    classes: tuple[type, ...]
    """Those a source may be of: the model itself, or one of rows with only some attributes."""
    mapping: type | None = None
    """That of these whose attributes are items as well, which are faster to read."""
    told_by: tuple[str, ...] = ()
    """The attributes that tell whether a row is of this type, where others have the same rows."""


class Loader(Protocol):
    """Answers for many keys at once."""

    async def many(self, keys: Mapping[Hashable, None]) -> Mapping[Hashable, Any]:
        """The values of these keys, and maybe of others; an exception where one could not be had."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """The value is the source's attribute `name`."""

    name: str
    get: Callable[[Any], Any] = field(init=False, compare=False)
    item: Callable[[Any], Any] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "get", attrgetter(self.name))
        object.__setattr__(self, "item", itemgetter(self.name))


@dataclass(frozen=True, slots=True)
class Computed:
    """The value is `compute(source, context)`."""

    compute: Callable[[Any, Any], Any]
    needs: tuple[str, ...] = ()
    """The attributes of the source it reads."""


def as_given(value: Any) -> Any:
    """The value itself: arguments that need no preparation; the coercion of a scalar that is any JSON value."""
    return value


@dataclass(frozen=True, slots=True)
class Loaded:
    """The value is what a loader has for a key of the source; null where the key is None."""

    keys: Callable[[Sequence[Any], Any], Sequence[Hashable | None]]
    """The keys of these sources, from the sources and the prepared arguments."""
    loader: Callable[[Any, Any], Loader]
    """The loader, from the context and the prepared arguments."""
    needs: tuple[str, ...] = ()
    """The attributes of the source that the key is made of."""
    prepare: Callable[[dict[str, Any]], Any] = as_given
    """The field's arguments in the form the loader wants them; called once per operation, or once for all of them."""


Declaration = Column | Computed | Loaded
