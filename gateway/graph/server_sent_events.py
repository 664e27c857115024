"""GraphQL as server-sent events: an operation's results on one response (GraphQL over SSE, distinct connections mode).

A request that is no GraphQL request, or shows a wrong credential, is answered as without a stream; what is wrong with
the operation comes as its only result. A stream that the gateway ends without `complete` is to be asked for again.
"""

import asyncio
import logging
from typing import Any

import orjson
from aiohttp import hdrs, web

from gateway.errors import Unauthenticated, Unavailable
from gateway.graph.callers import Caller
from gateway.graph.connected import CLOSED, LIFT_TIME_LIMIT, TOO_SLOW, Doors, taken
from gateway.graph.execution import Request, Response
from gateway.graph.reading import JSON, Malformed, read_request
from gateway.graph.view import ANSWERED, GRAPHQL_RESPONSE, REQUEST_ID, Answered, refusal_answer, refuse_mutation

log = logging.getLogger(__name__)

EVENT_STREAM = "text/event-stream"
KEEP_ALIVE_SECONDS = 12
KEEP_ALIVE = b":\n\n"


def wants_event_stream(http: web.Request) -> bool:
    """Whether a client takes server-sent events, and not one response in JSON as well."""
    accepted = http.headers.get(hdrs.ACCEPT, "").lower()
    if EVENT_STREAM not in accepted:
        return False
    ranges = {part.partition(";")[0].strip() for part in accepted.split(",")}
    return EVENT_STREAM in ranges and ranges.isdisjoint({JSON, GRAPHQL_RESPONSE})


class EventStreams:
    """The handler of requests for server-sent events."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors

    async def handle(self, http: web.Request) -> web.StreamResponse:
        if refusal := self.doors.connections.refusal():
            return refusal
        try:
            request = await read_request(http, 0)
            assert isinstance(request, Request), "there are no batches of these"
            viewer = await self.doors.authenticate(http.headers.get(hdrs.AUTHORIZATION))
            if http.method == hdrs.METH_GET:
                call = self.doors.live.make_call(viewer, http.remote or "")
                await refuse_mutation(self.doors.executor, request, call)
        except (Malformed, Unauthenticated, Unavailable) as problem:
            return refusal_answer(problem, JSON)
        stream = Stream(self.doors, http)
        with self.doors.connections.opened(stream), self.doors.live.callers.stay(viewer, http.remote or "") as caller:
            return await stream.serve(request, caller)


class Stream:
    """One response of server-sent events."""

    def __init__(self, doors: Doors, http: web.Request) -> None:
        self.doors = doors
        self.http = http
        self.telling: asyncio.Task[None] | None = None
        self.response = web.StreamResponse(
            headers={
                hdrs.CONTENT_TYPE: f"{EVENT_STREAM}; charset=utf-8",
                hdrs.CACHE_CONTROL: "no-store",
                "X-Content-Type-Options": "nosniff",
                "X-Accel-Buffering": "no",
                "X-Request-ID": http[REQUEST_ID],
            }
        )

    async def serve(self, request: Request, caller: Caller) -> web.StreamResponse:
        """Send the operation's results until there are no more, or the stream is ended."""
        doors, http = self.doors, self.http
        response = await doors.executor.execute(
            request, doors.live.make_call(caller.viewer, caller.address), http[REQUEST_ID], (doors.live, caller)
        )
        http[ANSWERED] = Answered.by(response)
        await self.response.prepare(http)
        http[LIFT_TIME_LIMIT]()
        self.telling = doors.connections.run(self.tell(response))
        if CLOSED in http:
            self.stop()
        try:
            await asyncio.wait({self.telling})
        finally:
            self.stop()
            await self.told(self.telling)
        return self.response

    async def told(self, telling: asyncio.Task[None]) -> None:
        """Returns when nothing is sent any more."""
        await asyncio.wait({telling})
        problem = None if telling.cancelled() else telling.exception()
        if problem and not isinstance(problem, ConnectionError):
            log.error("event stream failed", exc_info=problem)

    async def tell(self, response: Response) -> None:
        if response.stream is None:
            await self.event("next", response.body)
        else:
            await self.tell_each(response.stream)
        await self.event("complete")

    async def tell_each(self, stream: Any) -> None:
        """Send each result as it comes, and a comment where none comes for a while."""
        upcoming: asyncio.Task[Response] | None = None
        try:
            while True:
                upcoming = upcoming or self.doors.connections.run(anext(stream))
                await asyncio.wait({upcoming}, timeout=KEEP_ALIVE_SECONDS)
                if not upcoming.done():
                    await self.write(KEEP_ALIVE)
                    continue
                try:
                    result = upcoming.result()
                except StopAsyncIteration:
                    return
                upcoming = None
                await self.event("next", result.body)
        finally:
            if upcoming:
                upcoming.cancel()
                await asyncio.wait({upcoming})
            await stream.aclose()

    async def event(self, name: str, data: Any = None) -> None:
        text = b"" if data is None else orjson.dumps(data)
        await self.write(b"event: " + name.encode() + b"\ndata: " + text + b"\n\n")

    async def write(self, data: bytes) -> None:
        """Send bytes; waits for a client that has much to read. Raises ConnectionError when it has gone."""
        if not await taken(self.response.write(data), self.doors.settings.slow_reader_seconds):
            self.http[CLOSED] = TOO_SLOW
            if self.http.transport:
                self.http.transport.abort()
            raise ConnectionAbortedError

    def end(self, code: int, reason: str) -> None:
        self.http[CLOSED] = f"{code} {reason}"
        self.stop()

    def stop(self) -> None:
        """Cancel what is told, once: a second time would interrupt how it ends."""
        if self.telling and not self.telling.cancelling():
            self.telling.cancel()
