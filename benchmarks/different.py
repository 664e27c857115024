"""The gateway asked for something else each time, where the operations of the table are alike.

Requests that come at the same time share statements; those that ask for the same share the rows as well. What of the
gateway's rate comes of that is told by requests of the same kind of which hardly two in flight ask for the same.
"""

from random import Random

from benchmarks.operations import ASKED_FOR, Q2, Q3, Q4, Request
from benchmarks.rounds import Contender
from benchmarks.servers import Server
from benchmarks.world import World
from gateway.database.page import encode_cursor
from gateway.organizations.store import ORGANIZATIONS

DIFFERENT = "different"
REQUESTS = 97
"""Of each operation, in turn: a prime, so that they do not fall in step with the connections."""
LARGEST_PAGE = 50
IDS = "SELECT id FROM organizations WHERE deleted_at IS NULL ORDER BY id"


def paged(query: str, cursor: str) -> Request:
    """The operation on another page of its list."""
    name, _, rest = query.removeprefix("query ").partition(" ")
    asked = f"query {name}($after: String) {rest}".replace("organizations(", "organizations(after: $after, ", 1)
    return Request(asked, {"after": cursor})


async def different_contenders(gateway: Server, world: World, operation: str) -> list[Contender]:
    """The gateway as a contender of its own; none for operations that ask for something else each time anyway."""
    ids = [row["id"] for row in await world.pool.fetch(IDS)]
    random = Random(1)  # noqa: S311 - the same in every run
    starts = random.sample(ids[:-LARGEST_PAGE], REQUESTS)
    cursors = [encode_cursor(ORGANIZATIONS.name, "CREATED_AT", id, id) for id in starts]
    samples = [random.sample(ids, ASKED_FOR) for _ in range(REQUESTS)]
    asked = {
        "Q2": [paged(Q2, cursor) for cursor in cursors],
        "Q3": [paged(Q3, cursor) for cursor in cursors],
        "Q4": [
            Request(Q4, {"representations": [{"__typename": "Organization", "id": id} for id in sample]})
            for sample in samples
        ],
    }.get(operation)
    if asked is None:
        return []
    return [Contender(DIFFERENT, operation, gateway.url(operation), world.key, lambda _: asked)]
