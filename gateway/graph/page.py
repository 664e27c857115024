"""Pages of lists (Relay cursor connections specification)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import strawberry

from gateway.database.page import Page
from gateway.graph.context import Info
from gateway.graph.fields import DECLARATION, Computed, Loaded
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


PageRow = strawberry.Parent[Page[Any]]


def edges_of(page: PageRow) -> list[Any]:
    return [Place(page, index) for index in range(len(page.rows))]


def nodes_of(page: PageRow) -> list[Any]:
    return page.rows


def page_info_of(page: PageRow) -> PageInfo:
    return PageInfo(
        has_next_page=page.has_next_page,
        has_previous_page=page.has_previous_page,
        start_cursor=page.cursor(0) if page.rows else None,
        end_cursor=page.cursor(-1) if page.rows else None,
    )


async def total_count_of(page: PageRow, info: Info) -> int:
    return await info.context.loaders.total.load(page)


def told(compute: Callable[[Any], Any]) -> dict[str, Any]:
    """The declaration of a field that is a function of the page."""
    return {DECLARATION: Computed((), lambda page, now: compute(page))}


@strawberry.type(description="One page of a list.")
class Connection(Generic[Item]):
    edges: list[Edge[Item]] = strawberry.field(
        resolver=edges_of, metadata=told(edges_of), description="The page's items with their cursors."
    )
    nodes: list[Item] = strawberry.field(resolver=nodes_of, metadata=told(nodes_of), description="The page's items.")
    page_info: PageInfo = strawberry.field(
        resolver=page_info_of, metadata=told(page_info_of), description="Where the page lies in the list."
    )
    total_count: int = strawberry.field(
        resolver=total_count_of,
        metadata={DECLARATION: Loaded("total", None)},
        description="How many items the whole list has; counted only when asked for.",
        directives=[COUNT],
    )
