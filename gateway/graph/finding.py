"""Finding things by their keys: each by its loader, for those who may read it so, and none beyond the first wall.

One table says how: for `node`, for the root fields that take a key, and for the representations of routers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.api_keys.model import PREFIX as API_KEY
from gateway.connections.kinds import ConnectionProtocol
from gateway.connections.model import PREFIX as CONNECTION
from gateway.database.columns import is_row
from gateway.errors import Refusal
from gateway.graph.context import Context
from gateway.graph.errors import in_camel_case
from gateway.ids import is_id
from gateway.memberships.model import PREFIX as MEMBERSHIP
from gateway.organizations.model import PREFIX as ORGANIZATION
from gateway.organizations.model import Organization
from gateway.portal_links.model import PREFIX as PORTAL_LINK
from gateway.rules import UNSTORABLE, Broken, email
from gateway.users.model import PREFIX as USER
from gateway.users.model import User
from gateway.viewer import Permission, Viewer


@dataclass(frozen=True, slots=True)
class Key:
    """One way to find things of one type."""

    loader: str
    reads: Permission
    form: Callable[[str], str | None]
    """The loader's key for a text; None where nothing can have it."""
    protocol: ConnectionProtocol | None = None
    """Of connections: the only protocol that things of the type have."""


def id_of(prefix: str) -> Callable[[str], str | None]:
    return lambda text: text if is_id(prefix, text) else None


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


def chosen(type_name: str, by: object) -> tuple[Key, str]:
    """How a thing is found by the one entry of an input that is given."""
    ((name, text),) = ((name, text) for name, text in vars(by).items() if text)
    return KEYS[type_name, in_camel_case(name)], text


async def find(context: Context, key: Key, text: str) -> Any:
    """The row with this key, None where there is none. Raises Forbidden."""
    context.viewer.must(key.reads)
    form = key.form(text)
    return None if form is None else seen(context.viewer, key, await getattr(context.loaders, key.loader).load(form))


async def find_all(context: Context, wanted: Sequence[tuple[Key, str] | Refusal | None]) -> list[Any]:
    """The rows with these keys, None where there is none; each loader is asked once.

    What cannot be answered is an exception in its place, so that the rest is answered.
    """
    found: list[Any] = [None] * len(wanted)
    asked: dict[str, list[tuple[int, Key, str]]] = {}
    for place, each in enumerate(wanted):
        if isinstance(each, tuple):
            key, text = each
            try:
                context.viewer.must(key.reads)
            except Refusal as refusal:
                found[place] = refusal
            else:
                if (form := key.form(text)) is not None:
                    asked.setdefault(key.loader, []).append((place, key, form))
        else:
            found[place] = each
    for loader, places in asked.items():
        forms = list(dict.fromkeys(form for _, _, form in places))
        try:
            rows = dict(zip(forms, await getattr(context.loaders, loader).many(forms), strict=True))
        except Exception as problem:
            rows = dict.fromkeys(forms, problem)
        for place, key, form in places:
            found[place] = seen(context.viewer, key, rows[form])
    return found


def seen(viewer: Viewer, key: Key, row: Any) -> Any:
    """The row; None when it is of another type, or the first wall keeps it from the viewer.

    A user belongs to no organization: its loader has none but those the viewer may see.
    """
    if row is None or isinstance(row, Exception) or (key.protocol and row.protocol != key.protocol):
        return row if isinstance(row, Exception) else None
    if viewer.reach is None or is_row(row, User):
        return row
    organization_id = row.id if is_row(row, Organization) else getattr(row, "organization_id", None)
    return row if organization_id == viewer.reach else None
