"""How far a portal session reaches in its own organization, by a walk of the schema: a new field or mutation is out of
reach until it is named here."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asyncpg import Pool
from graphql import get_named_type, is_leaf_type
from pydantic import SecretStr

from gateway.settings import Settings
from tests.graph.portal import OPEN, switch
from tests.graph.tenants import Customer, codes
from tests.graph.walls import call, core, declared, filled
from tests.helpers import Api
from tests.members import ISSUER

SETTINGS = Settings(encryption_keys=(SecretStr(base64.b64encode(b"k" * 32).decode()),), member_issuers=(ISSUER,))
FEATURES = ["SSO", "DIR_SYNC"]
FIELDS_OF_ALL = {f"Organization.{name}" for name in ("id", "displayName", "logoUrl", "features", "feature")}
"""What every session reads: whose it is, and what is to be set up."""
FIELDS_OF_SSO = {
    "Organization.connections",
    *(f"SamlIdentityProvider.{name}" for name in core.type_map["SamlIdentityProvider"].fields),
    *(f"OidcIdentityProvider.{name}" for name in core.type_map["OidcIdentityProvider"].fields),
}
MUTATIONS_OF_SSO = {
    *("createSamlConnection", "updateSamlConnection", "createOidcConnection", "updateOidcConnection"),
    *("enableConnection", "disableConnection", "deleteConnection"),
}
MUTATIONS_OF_ALL = {"openPortalSession"}
"""Whoever has a link's secret opens it."""
UPLOADED = {"uploadOrganizationLogo"}
"""Comes in another request than these."""
NODES = sorted(each.name for each in core.get_possible_types(core.type_map["Node"]))
FIELDS = [(owner, name) for owner in NODES for name in core.type_map[owner].fields]
MUTATIONS = [name for name in core.type_map["Mutation"].fields if name not in UPLOADED]


@pytest.fixture
async def api(pool: Pool) -> AsyncIterator[Api]:
    async with Api.start(pool, SETTINGS) as api:
        yield api


@pytest.fixture
async def own(api: Api) -> Customer:
    customer = await Customer.made(api, "alfa")
    await switch(api, customer.ids["organization"], "DIR_SYNC", enabled=True)
    return customer


async def session(api: Api, own: Customer, feature: str) -> Api:
    """The same gateway, called by an administrator whose link is for one feature."""
    given = {"organizationId": own.ids["organization"], "features": [feature]}
    link = await api.mutate("generatePortalLink", "... on PortalLink { url }", **given)
    opened = await api.as_(None)(OPEN, secret=link["url"].partition("#")[2])
    return api.as_(opened["openPortalSession"]["token"])


def reading(owner: str, name: str, own: Customer) -> tuple[str, dict[str, Any]]:
    """One field of all there is in the organization, with nothing else that needs a permission."""
    field = core.type_map[owner].fields[name]
    given = filled(field.args, (), None, own)
    types = {each: str(field.args[each].type) for each in given}
    inner = f"{name}{call(types)}" + ("" if is_leaf_type(get_named_type(field.type)) else " { __typename }")
    nodes = f"nodes(ids: $ids) {{ __typename ... on {owner} {{ {inner} }} }}"
    query = f"query ($ids: [ID!]!{declared(types, ', ')}) {{ {nodes} }}"
    return query, given | {"ids": list(own.ids.values())}


def change(name: str, own: Customer) -> tuple[str, dict[str, Any]]:
    """A mutation with a valid input."""
    field = core.type_map["Mutation"].fields[name]
    given = filled(field.args, (), None, own)
    types = {each: str(field.args[each].type) for each in given}
    query = f"mutation ({declared(types)}) {{ {name}{call(types)} {{ __typename ... on Problem {{ code }} }} }}"
    return query, given


def refused(body: dict[str, Any]) -> bool:
    """Whether it was refused for want of a permission."""
    answers = [each for each in (body.get("data") or {}).values() if isinstance(each, dict)]
    return "FORBIDDEN" in codes(body) | {each.get("code") for each in answers}


async def everything(pool: Pool) -> list[str]:
    """Every row but those that count what callers spend."""
    tables = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = [f"SELECT to_jsonb(t)::text FROM {name} t" for (name,) in tables if name != "budgets"]
    return sorted([row for query in found for (row,) in await pool.fetch(query)])


@pytest.mark.parametrize("feature", FEATURES)
async def test_a_session_reads_whose_it_is_and_what_its_feature_needs_and_no_other_field(
    api: Api, own: Customer, feature: str
) -> None:
    caller = await session(api, own, feature)
    read = set()
    for owner, name in FIELDS:
        query, given = reading(owner, name, own)
        body = await caller.execute(query, **given)
        assert codes(body) <= {"FORBIDDEN"}, body
        if owner in {node["__typename"] for node in (body.get("data") or {}).get("nodes") or () if node}:
            read.add(f"{owner}.{name}")
    assert read == FIELDS_OF_ALL | (FIELDS_OF_SSO if feature == "SSO" else set())


@pytest.mark.parametrize("feature", FEATURES)
async def test_a_session_writes_connections_if_its_link_is_for_them_and_nothing_else(
    api: Api, own: Customer, pool: Pool, feature: str
) -> None:
    caller = await session(api, own, feature)
    may = MUTATIONS_OF_ALL | (MUTATIONS_OF_SSO if feature == "SSO" else set())
    before = await everything(pool)
    assert set(MUTATIONS) >= may
    for name in set(MUTATIONS) - may:
        query, given = change(name, own)
        assert refused(await caller.execute(query, **given)), name
    assert await everything(pool) == before
    for name in may:
        query, given = change(name, own)
        assert not refused(await caller.execute(query, **given)), name
