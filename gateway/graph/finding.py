"""Finding things by their keys: each by its loader, for those who may read it so.

One table says how: for `node`, for the root fields that take a key, and for the representations of routers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Any, NamedTuple

import strawberry
from strawberry import UNSET

from gateway.api_keys.model import PREFIX as API_KEY
from gateway.connections.kinds import ConnectionProtocol
from gateway.connections.model import PREFIX as CONNECTION
from gateway.errors import Refusal
from gateway.graph.context import Context, Info
from gateway.graph.errors import in_camel_case
from gateway.graph.fields import DECLARATION, Found, take_arguments
from gateway.memberships.model import PREFIX as MEMBERSHIP
from gateway.organizations.model import PREFIX as ORGANIZATION
from gateway.portal_links.model import PREFIX as PORTAL_LINK
from gateway.rules import UNSTORABLE, Broken, email
from gateway.users.model import PREFIX as USER
from gateway.viewer import Permission


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One way to find things of one type."""

    loader: str
    reads: Permission
    form: Callable[[str], str | None]
    """The loader's key for a text; None where nothing can have it."""
    protocol: ConnectionProtocol | None = None
    """Of connections: the only protocol that things of the type have."""


def printable(text: str) -> str | None:
    """An id is looked for in whatever form: a text that is none is nobody's."""
    return text if text.isprintable() else None


def storable(text: str) -> str | None:
    return None if UNSTORABLE.search(text) else text


def address(text: str) -> str | None:
    try:
        return email(text)
    except Broken:
        return None


P = Permission
KEYS = {
    ("Organization", "id"): Key("organization", P.PROFILES_READ, printable),
    ("Organization", "externalId"): Key("organization_by_external_id", P.ORGANIZATIONS_READ, storable),
    ("Organization", "slug"): Key("organization_by_slug", P.ORGANIZATIONS_READ, storable),
    ("User", "id"): Key("user", P.IDENTITIES_READ, printable),
    ("User", "externalId"): Key("user_by_external_id", P.USERS_READ, storable),
    ("User", "email"): Key("user_by_email", P.USERS_READ, address),
    ("Membership", "id"): Key("membership", P.MEMBERSHIPS_READ, printable),
    ("IdentityProvider", "id"): Key("connection", P.CONNECTIONS_READ, printable),
    ("SamlIdentityProvider", "id"): Key("connection", P.CONNECTIONS_READ, printable, ConnectionProtocol.SAML),
    ("OidcIdentityProvider", "id"): Key("connection", P.CONNECTIONS_READ, printable, ConnectionProtocol.OIDC),
    ("PortalLink", "id"): Key("portal_link", P.PORTAL_LINKS_READ, printable),
    ("ApiKey", "id"): Key("api_key", P.API_KEYS_READ, printable),
}
BY_PREFIX = {
    ORGANIZATION: KEYS["Organization", "id"],
    USER: KEYS["User", "id"],
    MEMBERSHIP: KEYS["Membership", "id"],
    CONNECTION: KEYS["IdentityProvider", "id"],
    PORTAL_LINK: KEYS["PortalLink", "id"],
    API_KEY: KEYS["ApiKey", "id"],
}
"""How things are found by an id alone."""


def loader_for(context: Context, key: Key) -> Any:
    """The loader of rows by this key. Raises Forbidden."""
    context.viewer.must(key.reads)
    return getattr(context.loaders, key.loader)


def key_in(type_name: str, arguments: dict[str, Any]) -> tuple[Key, str]:
    """The key of a thing of a type in the arguments of its field: `id`, or the one entry of `by`."""
    ((name, text),) = arguments.get("by", arguments).items()
    return KEYS[type_name, name], text


async def find(context: Context, key: Key, text: str) -> Any:
    """The row with this key, None where there is none. Raises Forbidden."""
    loader, form = loader_for(context, key), key.form(text)
    return None if form is None else await loader.load(form)


def found(type_name: str, *, of: Any, description: str, by: Any = None) -> Any:
    """A root field that is the thing of a type with the key in its argument: an id, or one entry of an input `by`."""

    async def resolve(root: Any, info: Info, **arguments: Any) -> Any:
        if by:
            given = vars(arguments["by"]).items()
            arguments = {"by": {in_camel_case(name): text for name, text in given if text is not UNSET}}
        return await find(info.context, *key_in(type_name, arguments))

    name, annotation, what = ("by", by, "How it is found.") if by else ("id", strawberry.ID, "Its id.")
    take_arguments(resolve, {name: Annotated[annotation, strawberry.argument(description=what)]})
    return strawberry.field(
        resolver=resolve, graphql_type=of | None, description=description, metadata={DECLARATION: Found(type_name)}
    )


class Asked(NamedTuple):
    """Things that are asked for by one key: the texts, and the place of each in the answer."""

    key: Key
    texts: list[str]
    places: Sequence[int]

    def forms(self) -> list[str | None]:
        """The loader's keys."""
        form, texts = self.key.form, self.texts
        if form is printable and all(map(str.isprintable, texts)):
            return list(texts)
        return list(map(form, texts))


def sorted_out(wanted: Iterable[tuple[Key, str] | Refusal | None]) -> tuple[list[Any], list[Asked]]:
    """The answer where nothing is to be found, and what is asked for in the other places."""
    answer: list[Any] = []
    by_key: dict[Key, tuple[list[str], list[int]]] = {}
    for place, each in enumerate(wanted):
        answer.append(None if isinstance(each, tuple) else each)
        if isinstance(each, tuple):
            texts, places = by_key.setdefault(each[0], ([], []))
            texts.append(each[1])
            places.append(place)
    return answer, [Asked(key, *alike) for key, alike in by_key.items()]


async def find_all(context: Context, answer: list[Any], asked: Sequence[Asked]) -> list[Any]:
    """The answer with the rows that are asked for, None where there is none; each loader is asked once.

    What cannot be answered is an exception in its place, so that the rest is answered.
    """
    by_loader: dict[Any, list[tuple[Asked, list[str | None]]]] = {}
    for each in asked:
        try:
            by_loader.setdefault(loader_for(context, each.key), []).append((each, each.forms()))
        except Refusal as refusal:
            for place in each.places:
                answer[place] = refusal
    for loader, together in by_loader.items():
        wanted = dict.fromkeys(chain.from_iterable(forms for _, forms in together))
        wanted.pop(None, None)
        try:
            rows: Mapping[str | None, Any] = await loader.many(wanted)
        except Exception as problem:
            rows = dict.fromkeys(wanted, problem)
        for each, forms in together:
            protocol = each.key.protocol
            for place, row in zip(each.places, map(rows.get, forms), strict=True):
                answer[place] = row if protocol is None else of_type(each.key, row)
    return answer


def of_type(key: Key, row: Any) -> Any:
    """The row; None when it is of another type than things with this key."""
    if row is None or isinstance(row, Exception):
        return row
    return row if row.protocol == key.protocol else None
