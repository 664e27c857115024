"""How a field gets its value. There are five ways, each declared in one line beside the type:

- a plain field is the row's attribute of the same name;
- `loaded` is what a loader has for an attribute of the row: another row, or a list of rows;
- `paged` is one page of a list, for an attribute of the row;
- `found` (`finding.py`) is the thing with the key that is given;
- `computed` is a function of the attributes of the row it names.

The declaration is kept on the field, so that it can be executed for a whole level of the response at once, as the
engine does (`declared.py`), or object by object, as graphql-core does with the resolvers here. `reads` names the
permission a field needs where it differs from its type's, `grants` one that is not needed for what is selected within.
"""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Annotated, Any

import strawberry

from gateway.database.listing import Filter, Listing
from gateway.database.page import Window, window
from gateway.graph.context import Context, Info
from gateway.graph.inputs import given
from gateway.graph.weights import PAGE, Weight
from gateway.viewer import Permission, Viewer

DECLARATION = "gateway.declaration"
READS = "gateway.reads"
GRANTS = "gateway.grants"
Wanted = tuple[Listing[Any], Window, Filter]


def bounds(viewer: Viewer, listing: Listing[Any]) -> Filter:
    """What the first wall adds to the filter of a list of things of many organizations.

    Raises Forbidden when the viewer is confined to one organization and the list cannot be.
    """
    if viewer.reach is None:
        return ()
    if "organization_ids" in (listing.filters or {}):
        return (("organization_ids", (viewer.reach,)),)
    if listing.parent is None:
        viewer.must_be_environment_wide()
    return ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The field's value is what `loader` has for the row's attribute `key` (None: for the row itself)."""

    loader: str
    key: str | None
    needs: tuple[str, ...]
    """The columns that the attribute is made of."""


@dataclass(frozen=True, slots=True)
class Paged:
    """The field's value is a page of `listing`, whose parent is the row's attribute `key` (None: it has no parent)."""

    listing: Callable[[dict[str, Any]], tuple[Listing[Any], Filter]]
    key: str | None

    def wanted(self, arguments: dict[str, Any]) -> Wanted:
        """The part of a list that these arguments ask for. Raises Invalid."""
        order_by: Any = arguments.get("order_by")
        chosen, values = self.listing(given(arguments.get("filter")) or {})
        part = window(
            arguments.get("first"),
            arguments.get("after"),
            arguments.get("last"),
            arguments.get("before"),
            listing=chosen.name,
            order=order_by.field.value if order_by else "CREATED_AT",
            descending=order_by is not None and order_by.direction == "DESC",
        )
        return chosen, part, values

    def loader(self, context: Context, wanted: Wanted) -> Any:
        """The loader of these pages by parent, bounded for the viewer. Raises Forbidden."""
        listing, part, values = wanted
        return context.loaders.page(listing, part, values + bounds(context.viewer, listing))


@dataclass(frozen=True, slots=True)
class Found:
    """The field's value is the thing of this type with the key in the field's argument."""

    type_name: str


@dataclass(frozen=True, slots=True)
class Computed:
    """The field's value is `compute` of the row, which reads the attributes `needs`."""

    needs: tuple[str, ...]
    compute: Callable[..., Any]


def metadata(declaration: object, reads: Permission | None) -> dict[str, Any]:
    return {DECLARATION: declaration} | ({READS: reads} if reads else {})


def plain(description: str, *, reads: Permission | None = None, **options: Any) -> Any:
    """A field that is the row's attribute of the same name."""
    return strawberry.field(description=description, metadata={READS: reads} if reads else {}, **options)


def loaded(
    loader: str,
    *,
    key: str | None,
    description: str,
    needs: tuple[str, ...] | None = None,
    reads: Permission | None = None,
    grants: Permission | None = None,
    weight: Weight | None = None,
) -> Any:
    """A field that is what the loader named `loader` has for the row's attribute `key`, or for the row itself.

    `needs` are the columns that the attribute is made of, where it is none itself. Typed by its annotation.
    """

    async def resolve(root: strawberry.Parent[Any], info: Info) -> Any:
        value = getattr(root, key) if key else root
        return None if value is None else await getattr(info.context.loaders, loader).load(value)

    declared = Loaded(loader, key, needs if needs is not None else (key,) if key else ())
    options = metadata(declared, reads) | ({GRANTS: grants} if grants else {})
    weights = [weight] if weight else []
    return strawberry.field(resolver=resolve, description=description, metadata=options, directives=weights)


def computed(
    compute: Callable[..., Any], *, needs: tuple[str, ...], description: str, type: Any, weight: Weight | None = None
) -> Any:
    """A field that is `compute(row, now)`, which reads only the attributes `needs`."""

    def resolve(root: strawberry.Parent[Any], info: Info) -> Any:
        return compute(root, info.context.now)

    return strawberry.field(
        resolver=resolve,
        graphql_type=type,
        description=description,
        metadata=metadata(Computed(needs, compute), None),
        directives=[weight] if weight else [],
    )


def argument(description: str) -> Any:
    return strawberry.argument(description=description)


ANY_PARENT = strawberry.Parent[Any]
First = Annotated[
    int | None, argument("How many, from the start of the list; 0 to 100, 20 if neither first nor last is given.")
]
After = Annotated[str | None, argument("Only what comes after this cursor.")]
Last = Annotated[int | None, argument("How many, from the end of the list; 0 to 100.")]
Before = Annotated[str | None, argument("Only what comes before this cursor.")]


def paged(
    listing: Listing[Any] | Callable[[dict[str, Any]], tuple[Listing[Any], Filter]],
    *,
    of: Any,
    description: str,
    key: str | None = None,
    filter: Any = None,
    order: Any = None,
    reads: Permission | None = None,
) -> Any:
    """A field that is one page of a list, of GraphQL type `of`.

    `listing` is the list, or a function from the filter as given to the list and its filter. `filter` and `order` are
    the GraphQL inputs of the arguments of these names, where the list has them.
    """
    declared = Paged(listing if callable(listing) else lambda _: (listing, ()), key)

    async def resolve(root: Any, info: Info, **arguments: Any) -> Any:
        loader = declared.loader(info.context, declared.wanted(arguments))
        return await loader.load(getattr(root, key) if key else "")

    shape: dict[str, Any] = {"first": First, "after": After, "last": Last, "before": Before}
    if filter:
        shape["filter"] = Annotated[filter | None, argument("Which of them; all conditions hold together.")]
    if order:
        shape["order_by"] = Annotated[order | None, argument("In which order; by default oldest first.")]
    take_arguments(resolve, shape, default=None)
    return strawberry.field(
        resolver=resolve,
        graphql_type=of,
        description=description,
        metadata=metadata(declared, reads),
        directives=[PAGE],
    )


def take_arguments(resolve: Any, shape: dict[str, Any], default: Any = Parameter.empty) -> None:
    """Give a resolver the signature that Strawberry reads its arguments from."""
    parameters = [
        Parameter("root", Parameter.POSITIONAL_OR_KEYWORD, annotation=ANY_PARENT),
        Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=Info),
        *(Parameter(name, Parameter.KEYWORD_ONLY, annotation=type, default=default) for name, type in shape.items()),
    ]
    resolve.__signature__ = Signature(parameters)
    resolve.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
