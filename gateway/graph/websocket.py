"""GraphQL over a websocket: the protocol graphql-transport-ws (PROTOCOL.md of graphql-ws), and no other.

A socket holds what its operations need and no more: messages are read one after the other, results are sent as the
client takes them, and a client that takes none for a while is disconnected.
"""

import asyncio
import logging
import time
from contextlib import ExitStack, aclosing, suppress
from typing import Any

import orjson
from aiohttp import WSMsgType, hdrs, web

from gateway.database.pool import count_statements
from gateway.errors import ProblemCode, Unauthenticated, Unavailable
from gateway.graph.callers import ENDED, Caller
from gateway.graph.connected import CLOSE_SECONDS, CLOSED, LIFT_TIME_LIMIT, TOO_SLOW, Doors, taken
from gateway.graph.execution import Request, Response
from gateway.graph.reading import Malformed, parsed, request_of
from gateway.graph.view import REQUEST_ID, outcome_of
from gateway.viewer import Viewer

log = logging.getLogger("gateway.request")
PROTOCOL = "graphql-transport-ws"
HEARTBEAT_SECONDS = 30
LONGEST_ID = 255
LONGEST_REASON = 123
"""Bytes (RFC 6455, section 5.5)."""
BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NO_SUBPROTOCOL, TOO_LATE, TAKEN, TOO_MANY = (
    4400, 4401, 4403, 4406, 4408, 4409, 4429,
)  # fmt: skip
TRY_AGAIN, INTERNAL = 1013, 1011
"""Clients connect again after the first of these."""


def is_websocket(http: web.Request) -> bool:
    return http.headers.get(hdrs.UPGRADE, "").lower() == "websocket"


class WebSockets:
    """The handler of requests for a websocket."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors

    async def handle(self, http: web.Request) -> web.StreamResponse:
        if refusal := self.doors.connections.refusal():
            return refusal
        offered = {each.strip() for each in http.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "").split(",")}
        ws = web.WebSocketResponse(
            protocols=(PROTOCOL,) if PROTOCOL in offered else sorted(offered),
            timeout=CLOSE_SECONDS,
            heartbeat=HEARTBEAT_SECONDS,
            # A compressor takes far more memory than all else that a socket holds.
            compress=False,
            max_msg_size=self.doors.settings.max_body_bytes,
        )
        await ws.prepare(http)
        http[LIFT_TIME_LIMIT]()
        socket = Socket(self.doors, http, ws)
        with self.doors.connections.opened(socket):
            if PROTOCOL not in offered:
                socket.end(NO_SUBPROTOCOL, f"the subprotocol must be {PROTOCOL}")
            await socket.serve()
        return ws


class Socket:
    """One websocket."""

    def __init__(self, doors: Doors, http: web.Request, ws: web.WebSocketResponse) -> None:
        self.doors = doors
        self.http = http
        self.ws = ws
        self.authorization: str | None = None
        self.caller: Caller | None = None
        self.held = ExitStack()
        self.operations: dict[str, asyncio.Task[None]] = {}
        self.ending: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Answer messages until the socket is closed."""
        late = asyncio.get_running_loop().call_later(
            self.doors.settings.socket_init_seconds, self.end_if_nobody, TOO_LATE, "Connection initialisation timeout"
        )
        try:
            async for message in self.ws:
                if message.type is not WSMsgType.TEXT:
                    if message.type is WSMsgType.BINARY:
                        self.end(BAD_REQUEST, "messages are text")
                    break
                await self.received(message.data)
        except ConnectionError:
            pass  # the client has gone while it was answered
        finally:
            late.cancel()
            self.stop()
            self.held.close()
            if self.ending:
                await self.ending

    async def received(self, text: str) -> None:
        """Answer one message."""
        if self.ending:
            return
        try:
            message = parsed(text.encode("utf-8", "surrogatepass"), "message")
            match message:
                case {"type": "connection_init"}:
                    await self.initialised(message.get("payload") or {})
                case {"type": "ping"}:
                    await self.send({"type": "pong"})
                case {"type": "pong"}:
                    pass
                case {"type": "subscribe", "id": str(id), "payload": dict(payload)} if 0 < len(id) <= LONGEST_ID:
                    await self.subscribed(id, request_of(payload))
                case {"type": "complete", "id": str(id)}:
                    if task := self.operations.pop(id, None):
                        task.cancel()
                case _:
                    raise Malformed("the message is none of the protocol")
        except Malformed as malformed:
            self.end(BAD_REQUEST, str(malformed))

    async def initialised(self, payload: Any) -> None:
        """Find out who is calling, from the payload or else from the header of the upgrade."""
        if self.caller:
            self.end(TOO_MANY, "Too many initialisation requests")
            return
        if not isinstance(payload, dict):
            raise Malformed("the payload is not an object")
        given = {name.lower(): value for name, value in payload.items()}.get("authorization")
        header = self.http.headers.get(hdrs.AUTHORIZATION)
        self.authorization = given if isinstance(given, str) else header
        try:
            viewer = await self.doors.authenticate(self.authorization)
        except Unauthenticated as refusal:
            self.end(FORBIDDEN, str(refusal))
        except Unavailable as refusal:
            self.end(TRY_AGAIN, str(refusal))
        else:
            self.caller = self.held.enter_context(self.doors.live.callers.stay(viewer, self.http.remote or ""))
            self.caller.watching.add(self.end_if_ended)
            await self.send({"type": "connection_ack"})

    async def subscribed(self, id: str, request: Request) -> None:
        """Begin an operation."""
        most = self.doors.settings.max_socket_operations
        if self.caller is None:
            self.end(UNAUTHORIZED, "Unauthorized")
        elif id in self.operations:
            self.end(TAKEN, f"Subscriber for {id} already exists")
        elif len(self.operations) >= most:
            message = f"{most} operations are running on this socket, more are not allowed"
            limit = {"limit": "socket_operations", "maximum": most, "value": most + 1}
            extensions = {"code": ProblemCode.LIMIT_EXCEEDED.value, **limit}
            await self.answer(id, Response({"errors": [{"message": message, "extensions": extensions}]}, began=False))
        else:
            self.operations[id] = self.doors.connections.run(self.operate(id, request, self.caller))

    async def operate(self, id: str, request: Request, caller: Caller) -> None:
        """Run one operation, and send what it answers."""
        try:
            # As with any other request: what the credential may do now.
            viewer = await self.doors.authenticate(self.authorization)
            response = await self.executed(request, viewer, caller)
            if await self.answered(id, response):
                await self.send({"id": id, "type": "complete"})
        except Unauthenticated as refusal:
            self.end(FORBIDDEN, str(refusal))
        except Unavailable as refusal:
            self.end(TRY_AGAIN, str(refusal))
        except ConnectionError:
            pass  # the client has gone
        except Exception:
            log.exception("operation failed")
            self.end(INTERNAL, "internal error")
        finally:
            if self.operations.get(id) is asyncio.current_task():
                del self.operations[id]

    async def executed(self, request: Request, viewer: Viewer, caller: Caller) -> Response:
        """The response of an operation, which is timed and counted as one that comes over HTTP."""
        doors, seconds = self.doors, self.doors.settings.request_timeout_seconds
        statements, started = count_statements(), time.perf_counter()
        call, id = doors.live.make_call(viewer, caller.address), self.http[REQUEST_ID]
        try:
            async with asyncio.timeout(seconds):
                response = await doors.executor.execute(request, call, id, (doors.live, caller))
        except TimeoutError:
            error = {
                "message": f"the operation took longer than {seconds:g} seconds",
                "extensions": {"code": "TIMEOUT"},
            }
            response = Response({"errors": [error]}, began=False)
        took, name, outcome = time.perf_counter() - started, response.operation_name, outcome_of(response)
        doors.observe(name or "anonymous", outcome, response.executor or "none", took, statements.sent)
        facts = {"operation": name, "outcome": outcome, "milliseconds": round(took * 1000, 1)}
        log.info("operation", extra={**facts, "statements": statements.sent})
        return response

    async def answered(self, id: str, response: Response) -> bool:
        """Send all that an operation answers; False when the last of it has ended the operation."""
        if response.stream is None:
            await self.answer(id, response)
            return response.began
        async with aclosing(response.stream) as each:
            async for answer in each:
                await self.answer(id, answer)
                if not answer.began:
                    return False
        return True

    async def answer(self, id: str, response: Response) -> None:
        if response.began:
            await self.send({"id": id, "type": "next", "payload": response.body})
        else:
            await self.send({"id": id, "type": "error", "payload": response.body["errors"]})

    async def send(self, message: dict[str, Any]) -> None:
        """Send a message; waits for a client that has much to read. Raises ConnectionError when it has gone."""
        text = orjson.dumps(message).decode()
        if not await taken(self.ws.send_str(text), self.doors.settings.slow_reader_seconds):
            self.end(TRY_AGAIN, TOO_SLOW)
            raise ConnectionAbortedError

    def end_if_nobody(self, code: int, reason: str) -> None:
        if self.caller is None:
            self.end(code, reason)

    def end_if_ended(self) -> None:
        if self.caller and self.caller.ended:
            self.end(FORBIDDEN, ENDED)

    def end(self, code: int, reason: str) -> None:
        if self.ending is None:
            self.http[CLOSED] = f"{code} {reason}"
            self.ending = asyncio.create_task(self.close(code, reason))

    def stop(self) -> None:
        """Cancel all operations, each once: a second time would interrupt how it ends."""
        while self.operations:
            self.operations.popitem()[1].cancel()

    async def close(self, code: int, reason: str) -> None:
        """Close the socket; one whose client does not take even that is cut off."""
        self.stop()
        transport = self.http.transport
        with suppress(ConnectionError):
            message = reason.encode()[:LONGEST_REASON]
            if not await taken(self.ws.close(code=code, message=message), 2 * CLOSE_SECONDS) and transport:
                transport.abort()
