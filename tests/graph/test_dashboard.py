"""The dashboard query and a router's representations, on sample data: statements by depth, not by objects."""

import pytest
from asyncpg import Pool

from gateway.sample_data import make_sample_data
from gateway.settings import Settings
from tests.helpers import Api

DASHBOARD = """query Dashboard { organizations(first: 20) { nodes {
  id displayName externalId metadata
  features { name enabled }
  connections(first: 5) { nodes { id status enabled } }
  memberships(first: 10) { totalCount nodes { roles user { id email name } } } } } }"""

ENTITIES = """query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename
  ... on Organization { id } ... on User { id } ... on Membership { id }
  ... on SamlIdentityProvider { id } ... on OidcIdentityProvider { id } } }"""


@pytest.fixture
async def filled(api: Api, settings: Settings) -> Api:
    await make_sample_data(api.pool, settings)
    await api("{ viewer { __typename } }")
    return api


async def test_the_dashboard_is_six_statements(filled: Api, sent: list[str]) -> None:
    sent.clear()
    organizations = (await filled(DASHBOARD))["organizations"]["nodes"]
    assert len(organizations) == 20
    assert sorted(sent) == [
        "connections.OF_ORGANIZATIONS.PAGE",
        "features.OF_ORGANIZATIONS",
        "memberships.OF_ORGANIZATIONS.PAGE",
        "memberships.OF_ORGANIZATIONS.TOTAL",
        "organizations.ORGANIZATIONS.PAGE",
        "users.BY_IDS",
    ]
    assert any(organization["connections"]["nodes"] for organization in organizations)
    for organization in organizations:
        members = organization["memberships"]
        assert members["totalCount"] >= len(members["nodes"]) > 0
        assert all(member["roles"] for member in members["nodes"])
        assert all("@" in member["user"]["email"] for member in members["nodes"] if member["user"])
    users = [member["user"] for each in organizations for member in each["memberships"]["nodes"]]
    assert users.count(None) < len(users) / 2


async def test_a_hundred_mixed_representations_are_one_statement_for_each_type_and_key(
    filled: Api, pool: Pool, sent: list[str]
) -> None:
    live = "(SELECT id FROM organizations WHERE deleted_at IS NULL)"
    wanted = {
        ("Organization", "id"): f"SELECT id FROM organizations WHERE id IN {live} ORDER BY id LIMIT 16",
        ("Organization", "externalId"): f"SELECT external_id FROM organizations WHERE id IN {live} "
        "AND external_id IS NOT NULL ORDER BY id LIMIT 16",
        ("User", "id"): "SELECT id FROM users ORDER BY id LIMIT 16",
        ("User", "email"): "SELECT email FROM users ORDER BY id LIMIT 16",
        ("Membership", "id"): f"SELECT id FROM memberships WHERE organization_id IN {live} ORDER BY id LIMIT 16",
        ("SamlIdentityProvider", "id"): "SELECT id FROM connections "
        f"WHERE protocol = 'SAML' AND organization_id IN {live} ORDER BY id LIMIT 10",
        ("OidcIdentityProvider", "id"): "SELECT id FROM connections "
        f"WHERE protocol = 'OIDC' AND organization_id IN {live} ORDER BY id LIMIT 10",
    }
    representations = [
        {"__typename": type_, key: row[0]} for (type_, key), query in wanted.items() for row in await pool.fetch(query)
    ]
    assert len(representations) == 100
    sent.clear()
    found = (await filled(ENTITIES, representations=representations))["_entities"]
    assert [entity["__typename"] for entity in found] == [given["__typename"] for given in representations]
    assert sorted(sent) == [
        "connections.BY_IDS",
        "memberships.BY_IDS",
        "organizations.BY_EXTERNAL_IDS",
        "organizations.BY_IDS",
        "users.BY_EMAILS",
        "users.BY_IDS",
    ]
