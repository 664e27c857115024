"""Organizations through the front door: real HTTP, real schema, real PostgreSQL."""

import asyncio

from asyncpg import Pool

from tests.helpers import Api

NAME = "... on Organization { displayName externalId slug logoUrl metadata version deletedAt }"


async def test_a_new_organization_has_what_it_was_given_and_all_features_off(api: Api) -> None:
    made = await api.mutate(
        "createOrganization",
        NAME + " ... on Organization { features { name enabled } }",
        displayName="  Acme Corporation ",
        externalId="acme-corp-123",
        metadata={"plan": "enterprise", "industry": "technology"},
    )
    assert made["id"].startswith("org_")
    assert made["displayName"] == "Acme Corporation"
    assert made["metadata"] == {"plan": "enterprise", "industry": "technology"}
    assert {feature["enabled"] for feature in made["features"]} == {False}
    assert [feature["name"] for feature in made["features"]] == [
        "SSO", "DIR_SYNC", "DOMAIN_VERIFICATION", "SESSION_POLICY",
    ]  # fmt: skip


async def test_an_organization_is_found_by_id_external_id_and_slug(api: Api) -> None:
    id = await api.organization(externalId="acme", slug="acme.example")
    for by in ({"id": id}, {"externalId": "acme"}, {"slug": "acme.example"}):
        found = await api("query ($by: OrganizationBy!) { organization(by: $by) { id } }", by=by)
        assert found == {"organization": {"id": id}}


async def test_every_broken_rule_is_named_at_once(api: Api) -> None:
    refused = await api.mutate(
        "createOrganization",
        displayName=" ",
        externalId="x" * 256,
        slug="Not a slug",
        logoUrl="http://example.com/logo.png",
        metadata={"plan": "x" * 501},
    )
    assert refused["code"] == "INVALID_INPUT"
    assert {(fault["field"], fault["rule"]) for fault in refused["fields"]} == {
        ("displayName", "TOO_SHORT"),
        ("externalId", "TOO_LONG"),
        ("slug", "NOT_A_SLUG"),
        ("logoUrl", "NOT_AN_HTTPS_URL"),
        ("metadata.plan", "TOO_LONG"),
    }


async def test_a_name_with_nothing_to_see_in_it_is_no_name(api: Api) -> None:
    refused = await api.mutate("createOrganization", displayName="\u200b\u2060\ufeff")
    assert [(fault["field"], fault["rule"]) for fault in refused["fields"]] == [("displayName", "TOO_SHORT")]


async def test_absent_null_and_a_value_are_three_different_things(api: Api) -> None:
    id = await api.organization(displayName="Acme", externalId="acme", metadata={"a": "1", "b": "2"})
    changed = await api.mutate("updateOrganization", NAME, id=id, displayName="Acme Ltd", metadata={"a": "2"})
    assert (changed["displayName"], changed["externalId"]) == ("Acme Ltd", "acme")
    assert changed["metadata"] == {"a": "2"}
    emptied = await api.mutate("updateOrganization", NAME, id=id, externalId=None)
    assert (emptied["displayName"], emptied["externalId"]) == ("Acme Ltd", None)
    refused = await api.mutate("updateOrganization", id=id, displayName=None)
    assert refused["fields"][0]["rule"] == "REQUIRED"


async def test_merging_metadata_sets_pairs_and_null_deletes_a_key(api: Api) -> None:
    id = await api.organization(metadata={"a": "1", "b": "2"})
    merged = await api.mutate("mergeOrganizationMetadata", NAME, id=id, metadata={"b": None, "c": "3"})
    assert merged["metadata"] == {"a": "1", "c": "3"}


async def test_a_stale_version_is_refused_with_the_current_one(api: Api) -> None:
    id = await api.organization()
    await api.mutate("updateOrganization", id=id, displayName="One", expectedVersion=1)
    refused = await api.mutate("updateOrganization", id=id, displayName="Two", expectedVersion=1)
    assert (refused["__typename"], refused["currentVersion"]) == ("VersionConflictProblem", 2)


async def test_of_two_writers_with_one_version_one_wins_and_the_other_is_told(api: Api) -> None:
    id = await api.organization()
    answers = await asyncio.gather(
        *(api.mutate("updateOrganization", id=id, displayName=f"Name {n}", expectedVersion=1) for n in range(4))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["Organization"] + ["VersionConflictProblem"] * 3


async def test_of_two_that_want_one_external_id_one_gets_it(api: Api) -> None:
    answers = await asyncio.gather(
        *(api.mutate("createOrganization", displayName="Acme", externalId="acme") for _ in range(4))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["ExternalIdTakenProblem"] * 3 + ["Organization"]


async def test_a_slug_that_is_taken_is_refused_in_an_update_too(api: Api) -> None:
    await api.organization(slug="acme")
    id = await api.organization()
    refused = await api.mutate("updateOrganization", id=id, slug="acme")
    assert refused["code"] == "SLUG_TAKEN"


async def test_one_idempotency_key_makes_one_organization(api: Api) -> None:
    given = {"displayName": "Acme", "idempotencyKey": "once"}
    answers = await asyncio.gather(*(api.mutate("createOrganization", **given) for _ in range(4)))
    assert len({answer["id"] for answer in answers}) == 1
    other = await api.mutate("createOrganization", displayName="Other", idempotencyKey="once")
    assert other["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert (await api("{ organizations { totalCount } }"))["organizations"]["totalCount"] == 1


async def test_a_refused_mutation_does_not_use_up_its_idempotency_key(api: Api) -> None:
    await api.organization(externalId="acme")
    refused = await api.mutate("createOrganization", displayName="B", externalId="acme", idempotencyKey="k")
    assert refused["code"] == "EXTERNAL_ID_TAKEN"
    made = await api.mutate("createOrganization", displayName="C", idempotencyKey="k")
    assert made["__typename"] == "Organization"


async def test_a_deleted_organization_is_hidden_at_once_and_can_be_restored(api: Api) -> None:
    id = await api.organization(externalId="acme")
    await api.mutate("deleteOrganization", id=id)
    assert await api("query ($id: ID!) { node(id: $id) { id } }", id=id) == {"node": None}
    assert (await api("{ organizations { totalCount } }"))["organizations"]["totalCount"] == 0
    listed = await api("{ organizations(filter: {includeDeleted: true}) { nodes { id deletedAt } } }")
    assert listed["organizations"]["nodes"][0]["id"] == id
    assert (await api.mutate("updateOrganization", id=id, displayName="X"))["code"] == "NOT_FOUND"
    assert (await api.mutate("createOrganization", displayName="X", externalId="acme"))["code"] == "EXTERNAL_ID_TAKEN"
    assert (await api.mutate("restoreOrganization", NAME, id=id))["deletedAt"] is None
    assert (await api.mutate("restoreOrganization", id=id))["code"] == "NOT_DELETED"


async def test_what_was_deleted_over_thirty_days_ago_cannot_be_restored(api: Api, pool: Pool) -> None:
    id = await api.organization()
    await api.mutate("deleteOrganization", id=id)
    await pool.execute("UPDATE organizations SET deleted_at = now() - interval '30 days 1 minute'")
    assert (await api.mutate("restoreOrganization", id=id))["code"] == "NOT_DELETED"


async def test_what_is_selected_after_a_write_is_read_after_it(api: Api) -> None:
    id = await api.organization(displayName="Before")
    data = await api(
        """mutation ($id: ID!) {
            a: updateOrganization(input: {id: $id, displayName: "One"}) { ... on Organization { displayName } }
            b: updateOrganization(input: {id: $id, displayName: "Two"}) { ... on Organization { displayName } } }""",
        id=id,
    )
    assert data == {"a": {"displayName": "One"}, "b": {"displayName": "Two"}}


async def test_features_are_switched_by_name_and_the_others_stay(api: Api) -> None:
    id = await api.organization()
    selection = "... on Organization { features { name enabled } }"
    features = [{"name": "SSO", "enabled": True}, {"name": "DIR_SYNC", "enabled": True}]
    await api.mutate("updateOrganizationSettings", organizationId=id, features=features)
    after = await api.mutate(
        "updateOrganizationSettings", selection, organizationId=id, features=[{"name": "SSO", "enabled": False}]
    )
    assert [feature["enabled"] for feature in after["features"]] == [False, True, False, False]


async def test_switching_a_feature_raises_the_version_and_a_stale_one_is_refused(api: Api) -> None:
    given = {"organizationId": await api.organization(), "features": [{"name": "SSO", "enabled": True}]}
    for _ in range(2):
        assert (await api.mutate("updateOrganizationSettings", NAME, **given))["version"] == 2
    refused = await api.mutate("updateOrganizationSettings", **given, expectedVersion=1)
    assert (refused["code"], refused["currentVersion"]) == ("VERSION_CONFLICT", 2)


async def test_a_key_of_no_scope_is_refused(api: Api) -> None:
    refused = await api.mutate("createApiKey", name="server", scopes=[])
    assert [fault["field"] for fault in refused["fields"]] == ["scopes"]


async def test_many_organizations_cost_one_statement_per_level(api: Api, sent: list[str]) -> None:
    for _ in range(3):
        await api.organization()
    await api("{ organizations { nodes { id } } }")
    sent.clear()
    await api(
        """{ organizations(first: 3) { totalCount
            nodes { id features { name enabled } feature(name: SSO) { enabled } } } }"""
    )
    assert sorted(sent) == [
        "features.OF_ORGANIZATIONS",
        "organizations.ORGANIZATIONS.PAGE",
        "organizations.ORGANIZATIONS.TOTAL",
    ]


async def test_without_a_credential_nothing_is_read_or_written(api: Api) -> None:
    nobody = api.as_(None)
    assert (await nobody.execute("{ organizations { totalCount } }"))["errors"][0]["extensions"][
        "code"
    ] == "UNAUTHENTICATED"
    refused = await nobody.execute('mutation { createOrganization(input: {displayName: "X"}) { __typename } }')
    assert refused["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_key_without_the_scope_is_refused_before_anything_runs(api: Api, sent: list[str]) -> None:
    reader = await api.with_scopes("organizations:read")
    await reader("{ organizations { totalCount } }")
    sent.clear()
    refused = await reader.execute("{ organizations { totalCount } apiKeys { totalCount } }")
    assert [error["extensions"]["code"] for error in refused["errors"]] == ["FORBIDDEN"]
    assert sent == []
    assert (await reader.mutate("createOrganization", displayName="X"))["code"] == "FORBIDDEN"


async def test_a_revoked_key_stops_working_within_five_seconds(api: Api) -> None:
    key = await api.mutate("createApiKey", "... on ApiKey { secret }", name="server", scopes=["organizations:read"])
    other = api.as_(key["secret"])
    await other("{ organizations { totalCount } }")
    await api.mutate("revokeApiKey", id=key["id"])
    async with asyncio.timeout(5):
        while (await other.post({"query": "{ organizations { totalCount } }"}))[0] != 401:
            await asyncio.sleep(0.1)
