"""Makes the response objects of a level from columns of values.

As `collections.namedtuple` does it, a function is written for each selection: a dict display is several times faster
than anything that goes over the keys. What is written into it are names (GraphQL specification, section 2.1.9), which
are letters, digits and underscores.
"""

from collections.abc import Sequence
from typing import Any

from gateway.engine.plan import Build


def builder(order: Sequence[tuple[str, int | str | None]]) -> Build:
    """A function that makes response objects of these keys.

    A key's value comes from the column of a number, or is a text, or None: what is filled in later.
    """
    used = sorted({place for _, place in order if isinstance(place, int)})
    items = ", ".join(f"{key!r}: {f'v{place}' if isinstance(place, int) else repr(place)}" for key, place in order)
    if not used:
        loop = "for _ in range(number)"
    elif len(used) == 1:
        loop = "for v0 in columns[0]"
    else:
        loop = f"for {', '.join(f'v{place}' for place in used)} in zip(*columns)"
    made: Any = eval(f"lambda number, columns: [{{{items}}} {loop}]", {"range": range, "zip": zip})  # noqa: S307 - names only
    build: Build = made
    return build
