"""The handler of /graphql: which of three ways a request is answered."""

from aiohttp import web

from gateway.graph.server_sent_events import EventStreams, wants_event_stream
from gateway.graph.view import GraphQLView
from gateway.graph.websocket import WebSockets, is_websocket


class Endpoint:
    """A websocket for who asks for one, server-sent events for who takes nothing else, otherwise one response."""

    def __init__(self, view: GraphQLView, websockets: WebSockets, event_streams: EventStreams) -> None:
        self.view = view
        self.websockets = websockets
        self.event_streams = event_streams

    async def handle(self, http: web.Request) -> web.StreamResponse:
        if is_websocket(http):
            return await self.websockets.handle(http)
        if wants_event_stream(http):
            return await self.event_streams.handle(http)
        return await self.view.handle(http)
