"""Two customers with all that belongs to them, callers for whom a wall is down, and what a response gives away."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from asyncpg import Pool

from gateway.app import make_app
from gateway.viewer import ALL_PERMISSIONS, CallerKind, Viewer
from tests.connections.builders import Making, named, pem
from tests.graph.people import invitation, membership, user
from tests.graph.portal import OPEN, customer, oidc, saml
from tests.helpers import Api
from tests.members import token


class WithoutFirstWall(Viewer):
    """A confined caller whom the gateway's own checks let do everything everywhere."""

    __slots__ = ()

    @property
    def reach(self) -> None:
        return None

    def may(self, permission: str) -> bool:
        return True


class WithoutSecondWall(Viewer):
    """A confined caller whose statements run as those of an environment-wide one."""

    __slots__ = ()

    @property
    def confinement(self) -> None:
        return None


def changed_to(kind: type[Viewer], viewer: Viewer, **changes: Any) -> Viewer:
    """The viewer as one of another class."""
    return kind(**{field.name: getattr(viewer, field.name) for field in fields(Viewer)} | changes)


@asynccontextmanager
async def confined(api: Api, organization_id: str) -> AsyncIterator[Api]:
    """The same gateway, called by somebody who may do everything in one organization."""
    viewer = Viewer(CallerKind.PORTAL_SESSION, "pse_1", ALL_PERMISSIONS, organization_id)

    async def authenticate(authorization: str | None) -> Viewer:
        return viewer

    async with TestClient(TestServer(make_app(api.settings, api.pool, authenticate=authenticate))) as client:
        yield Api(client, api.pool, api.settings, None)


@dataclass(frozen=True)
class Customer:
    """One organization with all that belongs to it; `marker` is in every text of it."""

    marker: str
    ids: dict[str, str]
    texts: tuple[str, ...]
    tokens: dict[str, str]
    """Of a portal session and of a member, an admin."""

    @classmethod
    async def made(cls, api: Api, marker: str) -> "Customer":
        email = f"admin@{marker}.example"
        org = await customer(
            api,
            displayName=f"{marker} Corp",
            externalId=f"{marker}-1",
            slug=f"{marker}.example",
            logoUrl=f"https://{marker}.example/logo.png",
            metadata={marker: marker},
        )
        usr = await user(api, email=email, externalId=f"{marker}-user", name=marker, metadata={marker: marker})
        free = await user(api, email=f"free@{marker}.example", name=marker)
        deleted = await api.organization(displayName=f"{marker} once", externalId=f"{marker}-2")
        await api.mutate("deleteOrganization", id=deleted)
        in_a_year = datetime.now(UTC) + timedelta(days=400)
        certificate = pem(Making(subject=named(common_name=f"idp.{marker}.example"), not_after=in_a_year).der())
        complete = {
            "displayName": marker,
            "idpEntityId": f"https://{marker}.example",
            "ssoUrl": f"https://{marker}.example/sso",
            "certificates": [certificate],
            "attributeMapping": {"email": marker},
        }
        on = await saml(api, org, **complete)
        await api.mutate("enableConnection", id=on["id"])
        link = await api.mutate("generatePortalLink", "... on PortalLink { url }", organizationId=org)
        opened = (await api.as_(None)(OPEN, secret=link["url"].partition("#")[2]))["openPortalSession"]
        ids = {
            "organization": org,
            "deleted organization": deleted,
            "user": usr,
            "user without membership": free,
            "admin": await membership(api, org, usr, roles=["admin"], metadata={marker: marker}),
            "member": await membership(api, org, await user(api, email=f"member@{marker}.example", name=marker)),
            "invitation": (await invitation(api, org, email=f"guest@{marker}.example"))["id"],
            "enabled": on["id"],
            "disabled": (await saml(api, org, **complete))["id"],
            "oidc": (await oidc(api, org, displayName=marker, clientId=marker, issuer=f"https://{marker}.example"))[
                "id"
            ],
            "link": link["id"],
            "session": opened["id"],
        }
        texts = (f"{marker}-1", f"{marker}.example", f"{marker}-user", email)
        tokens = {"portal session": opened["token"], "member": token(usr, org, exp=in_a_year)}
        return cls(marker, ids, texts, tokens)


@dataclass(frozen=True)
class World:
    """A database with two customers, as a template."""

    database: str
    ours: Customer
    theirs: Customer
    key: str
    key_id: str

    @property
    def foreign_ids(self) -> list[str]:
        return [*self.theirs.ids.values(), self.key_id]


def strings(value: Any, *, of_messages: bool) -> Iterator[str]:
    """Every text in a response that is a problem's message, or every one that is not."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key.endswith("message"):
                if of_messages:
                    yield inner
            else:
                yield from strings(inner, of_messages=of_messages)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, of_messages=of_messages)
    elif isinstance(value, str) and not of_messages:
        yield value


def leaks(body: dict[str, Any], sent: Any, world: World) -> list[str]:
    """What of the other customer is in a response; a message may repeat what was sent."""
    texts = list(strings(body, of_messages=False))
    echoed = list(strings(sent, of_messages=False))
    for message in strings(body, of_messages=True):
        for text in echoed:
            message = message.replace(text, "")
        texts.append(message)
    secrets = [world.theirs.marker, *world.theirs.ids.values()]
    return [text for text in texts if any(secret in text.lower() for secret in secrets)]


async def rest_of(pool: Pool, world: World) -> list[str]:
    """Every row of every table that is not of our own customer."""
    own = [world.ours.marker, *world.ours.ids.values()]
    rows = []
    for (table,) in await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        for (row,) in await pool.fetch(f"SELECT to_jsonb(t)::text FROM {table} t"):
            if not any(text in row for text in own):
                rows.append(f"{table} {row}")
    return sorted(rows)


def codes(body: dict[str, Any]) -> set[str]:
    return {error["extensions"]["code"] for error in body.get("errors", ())}


def answered(body: dict[str, Any]) -> bool:
    """Whether a response has neither error nor problem, and says something."""
    return "errors" not in body and not problem(body) and says_something(body.get("data"))


def problem(body: dict[str, Any]) -> bool:
    data = body.get("data") or {}
    return any(isinstance(value, dict) and value.get("__typename", "").endswith("Problem") for value in data.values())


def says_something(value: Any) -> bool:
    if isinstance(value, dict):
        return any(says_something(inner) for key, inner in value.items() if key != "__typename")
    return any(says_something(inner) for inner in value) if isinstance(value, list) else bool(value)
