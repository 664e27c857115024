"""Finding things by their keys: each by its loader, for those who may read it so.

One table says how: for `node`, for the root fields that take a key, and for the representations of routers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from gateway.api_keys.model import PREFIX as API_KEY
from gateway.connections.kinds import ConnectionProtocol
from gateway.connections.model import PREFIX as CONNECTION
from gateway.errors import Refusal
from gateway.graph.context import Context, Info
from gateway.graph.errors import in_camel_case
from gateway.graph.fields import DECLARATION, Found, take_arguments
from gateway.ids import BODY_LENGTH
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


def id_of(prefix: str) -> Callable[[str], str | None]:
    """What has not the letters of an id is not looked for."""
    start, length = f"{prefix}_", len(prefix) + 1 + BODY_LENGTH

    def form(text: str) -> str | None:
        plausible = len(text) == length and text.startswith(start) and text[len(start) :].isalnum() and text.isascii()
        return text if plausible else None

    return form


def storable(text: str) -> str | None:
    return None if UNSTORABLE.search(text) else text


def address(text: str) -> str | None:
    try:
        return email(text)
    except Broken:
        return None


P = Permission
KEYS = {
    ("Organization", "id"): Key("organization", P.PROFILES_READ, id_of(ORGANIZATION)),
    ("Organization", "externalId"): Key("organization_by_external_id", P.ORGANIZATIONS_READ, storable),
    ("Organization", "slug"): Key("organization_by_slug", P.ORGANIZATIONS_READ, storable),
    ("User", "id"): Key("user", P.IDENTITIES_READ, id_of(USER)),
    ("User", "externalId"): Key("user_by_external_id", P.USERS_READ, storable),
    ("User", "email"): Key("user_by_email", P.USERS_READ, address),
    ("Membership", "id"): Key("membership", P.MEMBERSHIPS_READ, id_of(MEMBERSHIP)),
    ("IdentityProvider", "id"): Key("connection", P.CONNECTIONS_READ, id_of(CONNECTION)),
    ("SamlIdentityProvider", "id"): Key("connection", P.CONNECTIONS_READ, id_of(CONNECTION), ConnectionProtocol.SAML),
    ("OidcIdentityProvider", "id"): Key("connection", P.CONNECTIONS_READ, id_of(CONNECTION), ConnectionProtocol.OIDC),
    ("PortalLink", "id"): Key("portal_link", P.PORTAL_LINKS_READ, id_of(PORTAL_LINK)),
    ("ApiKey", "id"): Key("api_key", P.API_KEYS_READ, id_of(API_KEY)),
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


async def find_all(context: Context, wanted: Sequence[tuple[Key, str] | Refusal | None]) -> list[Any]:
    """The rows with these keys, None where there is none; each loader is asked once.

    What cannot be answered is an exception in its place, so that the rest is answered.
    """
    found: list[Any] = [None] * len(wanted)
    by_key: dict[Key, list[tuple[int, str]]] = {}
    for place, each in enumerate(wanted):
        if isinstance(each, tuple):
            key, text = each
            if (form := key.form(text)) is not None:
                by_key.setdefault(key, []).append((place, form))
        else:
            found[place] = each
    by_loader: dict[Any, list[Key]] = {}
    for key, places in by_key.items():
        try:
            by_loader.setdefault(loader_for(context, key), []).append(key)
        except Refusal as refusal:
            for place, _ in places:
                found[place] = refusal
    for loader, keys in by_loader.items():
        forms = list(dict.fromkeys(form for key in keys for _, form in by_key[key]))
        try:
            rows = dict(zip(forms, await loader.many(forms), strict=True))
        except Exception as problem:
            rows = dict.fromkeys(forms, problem)
        for key in keys:
            for place, form in by_key[key]:
                row = rows[form]
                found[place] = row if key.protocol is None else of_type(key, row)
    return found


def of_type(key: Key, row: Any) -> Any:
    """The row; None when it is of another type than things with this key."""
    if row is None or isinstance(row, Exception):
        return row
    return row if row.protocol == key.protocol else None
