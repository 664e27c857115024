"""Timing: every server in turn, round after round, so that what slows the machine slows all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks import wrk
from benchmarks.operations import WRITES, Asked, Request
from benchmarks.servers import GATEWAY, Server
from benchmarks.world import CannotMeasure, World, tidy

Say = Callable[[str], None]
WARM_UP_SECONDS = 1
LEAST_ANSWERS = 10 * wrk.CONNECTIONS
"""In one run, or the requests that are still being answered at its end would count too much."""
LONGEST = 4
"""Times the usual length: what a slow server is given at most to answer so many."""
SIZE_TOLERANCE = 0.03
"""How far the mean size of answers may be from that of the warm-up, in which every answer is read."""
WRITTEN_EVENTS = "SELECT count(*) FROM events WHERE type = 'organization.updated'"


@dataclass(frozen=True, slots=True)
class Contender:
    """A server asked for one operation, as one caller."""

    name: str
    operation: str
    url: str
    token: str
    requests: Callable[[str], Sequence[Request]]
    """What is sent in a run of this name, in turn."""
    measured_by: str = GATEWAY
    """The contender that its ratio is to."""


@dataclass(slots=True)
class Lane:
    """A contender with what is known of it."""

    contender: Contender
    seconds: float
    size: float
    rates: list[float] = field(default_factory=list)
    """Requests per second, by round."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of requests per second within each round: the median over the rounds, and their spread."""

    median: float
    least: float
    most: float


def contenders(servers: Sequence[Server], world: World, operation: str) -> list[Contender]:
    """Every server that knows the operation, with the API key."""

    def contender(server: Server) -> Contender:
        def asking(run: str) -> list[Request]:
            asked: Asked = world.asked
            return server.asking(operation, asked, run)

        return Contender(server.name, operation, server.url(operation), world.key, asking)

    return [contender(server) for server in servers if operation in server.operations]


async def warmed_up(each: Contender, seconds: float, world: World) -> Lane:
    """The contender after a run in which all its answers are read; slow ones get more time. Raises CannotMeasure."""
    run = await wrk.run(
        each.url, each.token, each.requests(f"{each.name} 0"), WARM_UP_SECONDS, world.folder, reads=True
    )
    wanted = LEAST_ANSWERS / run.rate
    return Lane(each, min(max(seconds, wanted), seconds * LONGEST), run.size)


async def timed(lane: Lane, number: int, world: World) -> None:
    """One run; its rate is added. Raises CannotMeasure when an answer is missing, wrong, or was not written."""
    each = lane.contender
    writes = each.operation in WRITES
    before = await world.pool.fetchval(WRITTEN_EVENTS) if writes else 0
    run = await wrk.run(each.url, each.token, each.requests(f"{each.name} {number}"), lane.seconds, world.folder)
    if not abs(run.size / lane.size - 1) < SIZE_TOLERANCE:
        raise CannotMeasure(f"{each.name}'s answers to {each.operation} have {run.size:.0f} bytes, not {lane.size:.0f}")
    if writes:
        written = await world.pool.fetchval(WRITTEN_EVENTS) - before
        if written < run.requests:
            raise CannotMeasure(f"{each.name} answered {run.requests} times to {each.operation}, but wrote {written}")
    lane.rates.append(run.rate)


async def measured(
    operations: dict[str, list[Contender]], world: World, rounds: int, seconds: float, say: Say
) -> dict[str, list[Lane]]:
    """The rates of every contender of each operation."""
    lanes: dict[str, list[Lane]] = {}
    for operation, all_contenders in operations.items():
        say(f"Warming up {operation} ...")
        lanes[operation] = [await warmed_up(each, seconds, world) for each in all_contenders]
        await tidy(world.pool)
    for number in range(1, rounds + 1):
        for operation, those in lanes.items():
            start = number % len(those)
            for lane in [*those[start:], *those[:start]]:
                await timed(lane, number, world)
            if operation in WRITES:
                await tidy(world.pool)
            told = ", ".join(f"{lane.contender.name} {lane.rates[-1]:.0f}" for lane in those)
            say(f"Round {number} of {rounds}, {operation}: {told}")
    return lanes


def ratios(lanes: Sequence[Lane]) -> dict[str, Ratio]:
    """The gateway's rate over each peer's, and the confined caller's over the same with an API key."""
    rates = {lane.contender.name: lane.rates for lane in lanes}
    found = {}
    for lane in lanes:
        each = lane.contender
        if each.name == each.measured_by:
            continue
        own, other = lane.rates, rates[each.measured_by]
        pairs = zip(other, own, strict=True) if each.measured_by == GATEWAY else zip(own, other, strict=True)
        paired = [upper / lower for upper, lower in pairs]
        found[each.name] = Ratio(median(paired), min(paired), max(paired))
    return found
