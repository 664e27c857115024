"""What fields weigh, for whoever bounds the cost of a query (@cost and @listSize of Federation 2.9).

A scalar weighs nothing, an object 1, a list what its items weigh together; what differs says so here, once. Each weight
is an entry of the `directives` of a Strawberry field, where Python reads it as well.
"""

from strawberry import UNSET
from strawberry.federation.schema_directives import Cost, ListSize

from gateway.database.page import DEFAULT_SIZE

Weight = Cost | ListSize

MUTATION = Cost(weight=10)
"""A transaction with its event."""

COUNT = Cost(weight=5)
"""One more statement, which visits every item of a list."""

COUNT_ALL = Cost(weight=100)
"""Whole tables are counted."""

PARSING = Cost(weight=10)
"""Up to 100 KB of text, up to 10 certificates."""

INTROSPECTION = {"__schema": 5000, "__type": 100}
"""The whole schema takes as long as a thousand objects; these fields are not ours, and what is selected of them weighs
nothing more."""

SEARCH = Cost(weight=5)
"""A part of a text is looked for."""

PAGE = ListSize(
    assumed_size=DEFAULT_SIZE,
    slicing_arguments=["first", "last"],
    sized_fields=["nodes", "edges"],
    require_one_slicing_argument=False,
)
"""A page has the items asked for, or those of the default."""


def up_to(size: int) -> ListSize:
    """A list that is not paged and has at most, or hardly ever more than, `size` items."""
    return ListSize(assumed_size=size, slicing_arguments=UNSET, sized_fields=UNSET, require_one_slicing_argument=UNSET)
