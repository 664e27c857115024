"""The source of a subscription: the events of one log after a place, in order, each once.

Nothing is kept for a subscriber but its place in the log and one page of events that were read and not yet taken: who
takes slowly reads slowly. Every page is read as the subscriber, between both walls.
"""

from collections import deque
from contextlib import ExitStack
from typing import Any

from gateway.database.listing import Filter, Listing
from gateway.database.page import Page, Window, decode_cursor, malformed_cursor
from gateway.database.pool import DISCONNECTED, Reader
from gateway.errors import Fault, Invalid, NotFound
from gateway.events.feed import BEGINNING, Following, Place
from gateway.events.model import Event
from gateway.graph.context import Context
from gateway.graph.page import Place as PlaceOnPage

PAGE = 20
"""The most events that are read ahead."""
LARGEST_KEY = 2**63 - 1


def place_in(cursor: str, listing: Listing[Event]) -> Place:
    """The place that a cursor of the list of these events stands for. Raises Invalid."""
    key, id = decode_cursor(cursor, listing.name, "CREATED_AT", "after")
    if not (key.isascii() and key.isdigit() and int(key) <= LARGEST_KEY):
        raise Invalid(malformed_cursor("after"))
    return int(key), id


class EventStream:
    """The events of a log: of an organization's, or of the whole environment's ("")."""

    def __init__(self, context: Context, listing: Listing[Event], organization_id: str, filter: Filter) -> None:
        assert context.subscriber is not None, "the operation is a subscription"
        self.context = context
        self.subscriber = context.subscriber
        self.listing = listing
        self.organization_id = organization_id
        self.filter = filter
        self.place = BEGINNING
        self.read: deque[PlaceOnPage] = deque()
        self.held = ExitStack()
        self.following: Following

    async def begin(self, after: Place | None) -> None:
        """Go to a place, by default behind the newest event. Raises what is wrong with it."""
        self.check()
        live, caller = self.subscriber.live, self.subscriber.caller
        try:
            self.following = self.held.enter_context(live.feed.follow(self.organization_id))
            caller.watching.add(self.following.woken.set)
            self.held.callback(caller.watching.discard, self.following.woken.set)
            await live.feed.looked()
            newest = self.newest()
            if after is not None and after > newest:
                raise Invalid(Fault("after", "AHEAD", "is ahead of the newest event"))
        except BaseException:
            self.held.close()
            raise
        self.place = newest if after is None else after

    def __aiter__(self) -> "EventStream":
        return self

    async def __anext__(self) -> PlaceOnPage:
        """The next event, as soon as there is one. Raises what the subscriber has lost: its credential, a right."""
        while not self.read:
            await self.advance()
        self.check()
        return self.read.popleft()

    async def aclose(self) -> None:
        self.held.close()

    def check(self) -> None:
        """Raise what is wrong when the subscriber may no longer follow this log."""
        viewer = self.subscriber.viewer
        if self.organization_id:
            viewer.must_reach(self.organization_id)
        else:
            viewer.must_be_environment_wide()

    def newest(self) -> Place:
        """The place of the newest event. Raises NotFound when there is no such organization, or it is deleted."""
        if self.following.newest is None:
            raise NotFound(f"there is no organization {self.organization_id}")
        return self.following.newest

    async def advance(self) -> None:
        """Read what comes next, or wait for it."""
        self.following.woken.clear()
        self.check()
        newest = self.newest()
        if newest <= self.place:
            await self.following.woken.wait()
            return
        try:
            async with self.subscriber.live.reading:
                await self.subscriber.live.callers.certain(self.subscriber.caller)
                page = await self.page()
        except DISCONNECTED:
            await self.subscriber.live.feed.looked()
            return
        assert page.keys is not None, "the list is not ordered by id"
        if page.rows:
            self.place = int(page.keys[-1]), page.rows[-1].id
        if not page.has_next_page:
            # What was newest before the page was read, and is not on it, is not among those that are asked for.
            self.place = max(self.place, newest)
        self.read.extend(PlaceOnPage(page, index) for index in range(len(page.rows)))

    async def page(self) -> Page[Event]:
        """The next events, read as the subscriber. Raises one of DISCONNECTED."""
        call: Any = self.context.call
        reader = Reader(call.pool, self.subscriber.viewer.confinement)
        key, id = self.place
        window = Window(PAGE, after=(str(key), id))
        try:
            only = self.context.loaders.only(Event)
            pages = await self.listing.pages(reader, [self.organization_id], window, self.filter, only)
        finally:
            await reader.close()
        return pages[self.organization_id]
