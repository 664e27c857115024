"""Pages of lists (Relay cursor connections specification)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import strawberry

from gateway.database.page import Page
from gateway.graph.fields import computed, loaded
from gateway.graph.weights import COUNT

Item = TypeVar("Item")


@strawberry.federation.type(shareable=True, description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows.")
    has_previous_page: bool = strawberry.field(description="Whether something comes before.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first item; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last item; null on an empty page.")


@dataclass(frozen=True, slots=True)
class Place:
    """One row's place on a page."""

    page: Page[Any]
    index: int

    @property
    def cursor(self) -> str:
        return self.page.cursor(self.index)

    @property
    def node(self) -> Any:
        return self.page.rows[self.index]


@strawberry.type(description="An item of a list, with its cursor.")
class Edge(Generic[Item]):
    cursor: str = strawberry.field(description="Stands for the item's place in the list; pass it as after or before.")
    node: Item = strawberry.field(description="The item.")


def places(page: Page[Any], now: datetime) -> list[Place]:
    return [Place(page, index) for index in range(len(page.rows))]


def page_info(page: Page[Any], now: datetime) -> PageInfo:
    return PageInfo(
        has_next_page=page.has_next_page,
        has_previous_page=page.has_previous_page,
        start_cursor=page.cursor(0) if page.rows else None,
        end_cursor=page.cursor(-1) if page.rows else None,
    )


@strawberry.type(description="One page of a list.")
class Connection(Generic[Item]):
    edges: list[Edge[Item]] = computed(
        places, needs=("rows",), type=list[Edge[Item]], description="The page's items with their cursors."
    )
    nodes: list[Item] = computed(
        lambda page, now: page.rows, needs=("rows",), type=list[Item], description="The page's items."
    )
    page_info: PageInfo = computed(
        page_info,
        needs=("rows", "has_next_page", "has_previous_page"),
        type=PageInfo,
        description="Where the page lies in the list.",
    )
    total_count: int = loaded(
        "total", key=None, description="How many items the whole list has; counted only when asked for.", weight=COUNT
    )
