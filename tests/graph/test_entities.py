"""Entities, as a router asks for them."""

import pytest

from tests.graph.tenants import confined
from tests.helpers import Api

ENTITIES = """query ($representations: [_Any!]!) { _entities(representations: $representations) {
    __typename ... on Organization { id externalId } } }"""


async def test_organizations_are_found_by_each_key_and_null_where_there_is_none(api: Api) -> None:
    id = await api.organization(externalId="acme", slug="acme")
    keys = [{"id": id}, {"externalId": "acme"}, {"slug": "acme"}, {"id": "org_nothing"}, {"externalId": "nothing"}]
    found = await api(ENTITIES, representations=[{"__typename": "Organization", **key} for key in keys])
    expected = {"__typename": "Organization", "id": id, "externalId": "acme"}
    assert found["_entities"] == [expected] * 3 + [None] * 2


async def test_a_hundred_representations_cost_one_statement_per_key(api: Api, sent: list[str]) -> None:
    ids = [await api.organization(externalId=f"acme-{n}") for n in range(4)]
    representations = [{"__typename": "Organization", "id": id} for id in ids] * 20
    representations += [{"__typename": "Organization", "externalId": f"acme-{n}"} for n in range(20)]
    await api("{ organizations { totalCount } }")
    sent.clear()
    await api(ENTITIES, representations=representations)
    assert sorted(sent) == ["organizations.BY_EXTERNAL_IDS", "organizations.BY_IDS"]


@pytest.mark.parametrize(
    ("representation", "rule"),
    [
        ({"__typename": "Spaceship", "id": "1"}, "UNKNOWN_TYPE"),
        ({"id": "1"}, "UNKNOWN_TYPE"),
        ({"__typename": "Event", "id": "1"}, "UNKNOWN_TYPE"),
        ({"__typename": "IdentityProvider", "id": "1"}, "UNKNOWN_TYPE"),
        ({"__typename": "DateTime", "id": "1"}, "UNKNOWN_TYPE"),
        ({"__typename": ["Organization"], "id": "1"}, "UNKNOWN_TYPE"),
        ({"__typename": "Organization", "displayName": "Acme"}, "UNKNOWN_KEY"),
        ({"__typename": "Organization"}, "UNKNOWN_KEY"),
        ({"__typename": "Organization", "id": "1", "slug": "a"}, "UNKNOWN_KEY"),
        ({"__typename": "Organization", "id": 1}, "UNKNOWN_KEY"),
        ("Organization", "NOT_A_REPRESENTATION"),
    ],
)
async def test_a_representation_of_no_sense_gets_a_typed_error(api: Api, representation: object, rule: str) -> None:
    body = await api.execute(ENTITIES, representations=[representation])
    assert body["errors"][0]["extensions"]["fields"][0]["rule"] == rule


async def test_a_representation_of_no_sense_does_not_keep_the_others_from_being_found(api: Api) -> None:
    id = await api.organization()
    given = [{"__typename": "Spaceship", "id": "1"}, {"__typename": "Organization", "id": id}]
    body = await api.execute(ENTITIES, representations=given)
    assert [entity and entity["id"] for entity in body["data"]["_entities"]] == [None, id]
    assert [error["path"] for error in body["errors"]] == [["_entities", 0]]


async def test_the_bound_of_representations_is_a_setting(api: Api) -> None:
    settings = api.settings.model_copy(update={"federation_max_representations": 2})
    async with Api.start(api.pool, settings) as limited:
        given = [{"__typename": "Organization", "id": "org_1"}] * 3
        assert (await limited(ENTITIES, representations=given[:2]))["_entities"] == [None, None]
        body = await limited.execute(ENTITIES, representations=given)
    assert body["errors"][0]["extensions"]["fields"][0]["limit"] == 2


async def test_another_tenants_organization_is_null_by_each_key_and_no_error(api: Api) -> None:
    theirs = {"externalId": "acme", "slug": "acme"}
    theirs["id"] = await api.organization(**theirs)
    own = {"externalId": "bravo", "slug": "bravo"}
    own["id"] = await api.organization(**own)
    keys = [{key: value} for keys in (own, theirs) for key, value in keys.items()]
    async with confined(api, own["id"]) as caller:
        found = await caller(ENTITIES, representations=[{"__typename": "Organization", **key} for key in keys])
    expected = {"__typename": "Organization", "id": own["id"], "externalId": "bravo"}
    assert found["_entities"] == [expected] * 3 + [None] * 3


async def test_more_than_a_hundred_representations_are_refused(api: Api) -> None:
    body = await api.execute(ENTITIES, representations=[{"__typename": "Organization", "id": "org_1"}] * 101)
    assert body["errors"][0]["extensions"]["fields"][0]["limit"] == 100
