"""`python -m benchmarks`: measure, print the table, write the results."""

import asyncio
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import click

from benchmarks import wrk
from benchmarks.answers import check_answers
from benchmarks.confined import confined_contenders, issuers
from benchmarks.different import different_contenders
from benchmarks.growth import Growth, growth_of
from benchmarks.operations import NAMES
from benchmarks.report import Report, table, versions, write
from benchmarks.rounds import contenders, measured
from benchmarks.servers import PEERS, running_gateway, running_peer
from benchmarks.world import CannotMeasure, made_world, version_of
from gateway.database.embedded import EmbeddedError

FOLDER = Path(__file__).parent
ALL_PEERS = tuple(peer.name for peer in PEERS)


def say(text: str) -> None:
    click.echo(text, err=True)


def chosen(text: str | None, known: tuple[str, ...], option: str) -> tuple[str, ...]:
    """The names in a text with commas; all where there is no text."""
    names = tuple(text.split(",")) if text else known
    if unknown := [name for name in names if name not in known]:
        raise click.BadParameter(f"{unknown[0]} is none of {', '.join(known)}", param_hint=option)
    return names


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True, help="How often each is timed.")
@click.option("--seconds", type=click.IntRange(1), default=3, show_default=True, help="How long each time.")
@click.option("--organizations", type=click.IntRange(200), default=1000, show_default=True, help="How many to seed.")
@click.option("--only", metavar="Q1,Q3", help=f"Operations, of {', '.join(NAMES)}.")
@click.option("--peers", metavar="stock,json_agg", help=f"Peers, of {', '.join(ALL_PEERS)}.")
@click.option("--growth/--no-growth", default=True, help="Whether to measure how cost grows as well.")
@click.option("--write/--no-write", "writes", default=True, help="Whether to write the results, which must be of all.")
def main(
    rounds: int, seconds: int, organizations: int, only: str | None, peers: str | None, growth: bool, writes: bool
) -> None:
    """Measure the gateway beside its peers: requests per second on one database, with the same answers."""
    operations, names = chosen(only, NAMES, "--only"), chosen(peers, ALL_PEERS, "--peers")
    if writes and (operations != NAMES or names != ALL_PEERS or not growth):
        raise click.UsageError("the results are of everything: add --no-write to measure a part")
    try:
        wrk.installed()
        report = asyncio.run(report_of(operations, names, organizations, rounds, seconds, growth))
    except (CannotMeasure, EmbeddedError) as problem:
        click.secho(str(problem), fg="red", err=True)
        sys.exit(1)
    except asyncio.CancelledError:
        sys.exit(128 + signal.SIGTERM)
    click.echo(table(report))
    if writes:
        write(report, FOLDER)
        say(f"Written to {FOLDER}.")


async def report_of(
    operations: tuple[str, ...], names: tuple[str, ...], organizations: int, rounds: int, seconds: int, grows: bool
) -> Report:
    """Start everything, compare the answers, time, and end everything: on Ctrl-C and SIGTERM as well."""
    task = asyncio.current_task()
    assert task
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    async with AsyncExitStack() as held:
        say(f"Making a database of {organizations} organizations ...")
        world = await held.enter_async_context(made_world(organizations))
        gateway = await held.enter_async_context(running_gateway(world, GATEWAY_MEMBER_ISSUERS=issuers()))
        servers = [gateway]
        for peer in PEERS:
            if peer.name in names:
                say(f"Starting {peer.name} ...")
                servers.append(await held.enter_async_context(running_peer(peer, world)))
        say("Comparing the answers ...")
        await check_answers(servers, world, list(operations))
        asked = {
            operation: [
                *contenders(servers, world, operation),
                *await different_contenders(gateway, world, operation),
                *await confined_contenders(gateway, world, operation),
            ]
            for operation in operations
        }
        lanes = await measured(asked, world, rounds, seconds, say)
        await check_answers(servers, world, list(operations))
        growth = await growth_of(servers, world, say) if grows else Growth()
        return Report(lanes, growth, versions(await version_of(world.pool)), organizations, rounds, seconds)


if __name__ == "__main__":
    main()
