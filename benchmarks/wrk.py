"""wrk, the load generator: its script, one run of it, and what it tells."""

import asyncio
import os
import shutil
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from benchmarks.operations import Request
from benchmarks.world import CannotMeasure

CONNECTIONS = 32
OPTIONS = ("-t1", f"-c{CONNECTIONS}", "--timeout=30s")
SPARE_SECONDS = 60

SCRIPT = """
-- Sends the bodies of a file in turn. Where it is to read the answers it counts those that are not as they should be.
local requests, turn, threads = {}, 0, {}
wrong, example = 0, ""

function setup(thread) table.insert(threads, thread) end

function init()
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = os.getenv("WRK_AUTHORIZATION")
  for body in io.lines(os.getenv("WRK_BODIES")) do
    table.insert(requests, wrk.format(nil, nil, nil, body))
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

if os.getenv("WRK_READS") == "yes" then
  function response(status, headers, body)
    if status ~= 200 or body:find('"errors":', 1, true) then
      wrong, example = wrong + 1, status .. " " .. body:sub(1, 500)
    end
  end
end

function done(summary)
  local errors, wrong = summary.errors, 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("wrong")
    if #thread:get("example") > 0 then io.stderr:write(thread:get("example"), "\\n") end
  end
  wrong = wrong + errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format('{"requests": %d, "microseconds": %d, "bytes": %d, "wrong": %d}',
    summary.requests, summary.duration, summary.bytes, wrong))
end
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of wrk has seen."""

    requests: int
    microseconds: int
    bytes: int
    wrong: int
    """Errors of connections, timeouts, statuses other than 2xx and 3xx, and wrong answers where they were read."""

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.microseconds * 1_000_000

    @property
    def size(self) -> float:
        """Bytes per answer."""
        return self.bytes / max(self.requests, 1)


def installed() -> str:
    """Where wrk is. Raises CannotMeasure."""
    found = shutil.which("wrk")
    if found is None:
        raise CannotMeasure("wrk, the load generator, is not installed: apt-get install wrk")
    return found


async def run(
    url: str, token: str, requests: Sequence[Request], seconds: float, folder: Path, *, reads: bool = False
) -> Run:
    """One run; `reads` looks into every answer, which costs some speed. Raises CannotMeasure when anything is wrong."""
    script, bodies = folder / "wrk.lua", folder / "bodies"
    script.write_text(SCRIPT)
    bodies.write_text("".join(f"{request.body}\n" for request in requests))
    given = {
        **os.environ,
        "WRK_AUTHORIZATION": f"Bearer {token}",
        "WRK_BODIES": str(bodies),
        "WRK_READS": "yes" if reads else "",
    }
    command = (installed(), *OPTIONS, f"-d{max(1, round(seconds))}s", "-s", str(script), url)
    process = await asyncio.create_subprocess_exec(*command, env=given, stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(seconds + SPARE_SECONDS):
            out, err = await process.communicate()
    except BaseException:
        process.kill()
        raise
    return understood(url, process.returncode, out.decode(), err.decode())


def understood(url: str, status: int | None, out: str, err: str) -> Run:
    """What wrk printed. Raises CannotMeasure when a request failed, or none succeeded."""
    line = next((line for line in out.splitlines() if line.startswith("{")), None)
    if status or line is None:
        raise CannotMeasure(f"wrk failed on {url}: {out}{err}")
    run = Run(**orjson.loads(line))
    if run.wrong or not run.requests:
        raise CannotMeasure(f"{run.wrong} of {run.requests} requests to {url} went wrong: {err or out}")
    return run
