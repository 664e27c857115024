"""What was found, as a table, a page, a picture and JSON."""

import os
import platform
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

import orjson

from benchmarks.confined import CONFINED, SAME
from benchmarks.different import DIFFERENT
from benchmarks.growth import MEMBERS, SIZES, Growth
from benchmarks.operations import DESCRIPTIONS
from benchmarks.picture import picture
from benchmarks.rounds import Lane, ratios
from benchmarks.servers import GATEWAY, NODE_FOLDER, PEERS
from benchmarks.wrk import CONNECTIONS

TITLES = {
    GATEWAY: "the gateway",
    **{peer.name: peer.title for peer in PEERS},
    DIFFERENT: "the gateway, something else each time",
    SAME: "the gateway, what a confined caller may ask",
    CONFINED: "the gateway, a confined caller",
}
OVER = {
    DIFFERENT: f"over itself, asked for something else each time (`{DIFFERENT}`)",
    CONFINED: "confined over API key",
}
PYTHON_PACKAGES = (
    "strawberry-graphql", "graphql-core", "aiohttp", "aiodataloader", "asyncpg", "uvloop", "orjson", "gunicorn",
)  # fmt: skip
SECTIONS = Path(__file__).parent / "sections.md"


@dataclass(frozen=True, slots=True)
class Report:
    """One run of the benchmark."""

    lanes: dict[str, list[Lane]]
    """By operation."""
    growth: Growth
    versions: str
    """Of all that was measured, and measured with."""
    organizations: int
    rounds: int
    seconds: int


def table(report: Report) -> str:
    """The ratios with their spread, the requests per second, and how cost grows."""
    parts = [ratio_table(report), rate_table(report)]
    if report.growth.servers:
        parts.append(growth_table(report.growth))
    return "\n\n".join(parts)


def markdown(head: list[str], lines: list[list[str]]) -> str:
    """A table whose columns are aligned in the source, too."""
    rows = [head, *lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    ruler = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    texts = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in (head, ruler, *lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in texts)


def names_of(report: Report) -> list[str]:
    """The contenders in the order of their titles."""
    there = {lane.contender.name for lanes in report.lanes.values() for lane in lanes}
    return [name for name in TITLES if name in there]


def ratio_table(report: Report) -> str:
    found = {operation: ratios(lanes) for operation, lanes in report.lanes.items()}
    lines = []
    for name in names_of(report):
        cells = [found[operation].get(name) for operation in found]
        if any(cells):
            texts = [f"{cell.median:.2f} ({cell.least:.2f}..{cell.most:.2f})" if cell else "-" for cell in cells]
            over = OVER.get(name) or f"over {TITLES[name]} (`{name}`)"
            lines.append([over, *texts])
    return markdown(["the gateway's requests/s", *found], lines)


def rate_table(report: Report) -> str:
    rates = {
        operation: {lane.contender.name: median(lane.rates) for lane in lanes}
        for operation, lanes in report.lanes.items()
    }
    lines = [
        [TITLES[name], *(f"{rates[operation][name]:.0f}" if name in rates[operation] else "-" for operation in rates)]
        for name in names_of(report)
    ]
    return markdown(["requests/s, median", *rates], lines)


def growth_table(growth: Growth) -> str:
    head = [
        f"dashboard, {MEMBERS} members each",
        *(f"{size} org., ms" for size in SIZES),
        "MB per request",
        "cold Q1/s",
        "cold Q3/s",
    ]
    lines = [
        [
            TITLES[name],
            *(f"{grown.milliseconds[size]:.1f}" for size in SIZES),
            f"{grown.megabytes:.1f}",
            *(f"{rate:.0f}" for rate in grown.cold.values()),
        ]
        for name, grown in growth.servers.items()
    ]
    return markdown(head, lines)


def results(report: Report) -> dict[str, dict[str, float]]:
    """The medians of the ratios, by operation and peer."""
    return {
        operation: {name: round(ratio.median, 2) for name, ratio in ratios(lanes).items()}
        for operation, lanes in report.lanes.items()
    }


def versions(postgresql: str) -> str:
    """Of all that is measured, and measured with."""
    packages = orjson.loads((NODE_FOLDER / "package.json").read_bytes())["dependencies"]
    found = {
        "Python": platform.python_version(),
        **{name: version(name) for name in PYTHON_PACKAGES},
        "Node.js": first_line("node", "--version").removeprefix("v"),
        **packages,
        "PostgreSQL": postgresql,
        "wrk": first_line("wrk", "-v").split()[1].rpartition("/")[2],
    }
    return ", ".join(f"{name} {number}" for name, number in found.items())


def interpreter() -> str:
    """Which Python runs, and how it was built."""
    if sys.base_prefix == "/usr":
        built = "the distribution's build"
    elif "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or ""):
        built = "optimized by profile"
    else:
        built = "compiled without optimization by profile"
    return f"Python {platform.python_version()}, {built}"


def first_line(*command: str) -> str:
    """What a program says first of itself; wrk says it with status 1."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return (done.stdout or done.stderr).splitlines()[0]


def page(report: Report) -> str:
    """RESULTS.md: the sections that stay the same are in sections.md."""
    operations = "\n".join(f"- {name}: {what}" for name, what in DESCRIPTIONS.items())
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return SECTIONS.read_text().format(
        cores=cores,
        interpreter=interpreter(),
        connections=CONNECTIONS,
        organizations=report.organizations,
        rounds=report.rounds,
        seconds=report.seconds,
        operations=operations,
        ratios=ratio_table(report),
        rates=rate_table(report),
        growth=growth_table(report.growth),
        versions=report.versions,
    )


def write(report: Report, folder: Path) -> None:
    """Write RESULTS.md, results.json and results.svg."""
    (folder / "RESULTS.md").write_text(page(report))
    (folder / "results.json").write_bytes(orjson.dumps(results(report), option=orjson.OPT_INDENT_2) + b"\n")
    rates = {
        operation: {TITLES[lane.contender.name]: median(lane.rates) for lane in lanes if lane.contender.name != SAME}
        for operation, lanes in report.lanes.items()
    }
    (folder / "results.svg").write_text(picture(rates, TITLES[GATEWAY]))
