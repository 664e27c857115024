"""Who wants what another lets go of at that moment: gets it, and is not told that it is taken."""

import pytest
from asyncpg import Pool

from tests.graph.people import user
from tests.helpers import Api

FIRST_WRITE_CONFLICTS = """
CREATE SEQUENCE writes;
CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('writes') > 1 THEN
        RETURN NEW;
    ELSIF TG_OP = 'INSERT' THEN
        RETURN NULL;
    END IF;
    RAISE unique_violation;
END
$$;
CREATE TRIGGER conflict BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION conflict();
"""
"""What a writer meets when another row has its values, and no longer has them when it is looked for."""


@pytest.mark.parametrize("mutation", ["create", "update"])
async def test_a_user_gets_an_address_and_an_external_id_that_are_let_go(api: Api, pool: Pool, mutation: str) -> None:
    given = {"email": "ada@example.com", "externalId": "ada"}
    if mutation == "update":
        given["id"] = await user(api)
    await pool.execute(FIRST_WRITE_CONFLICTS.format(table="users"))
    selection = "... on User { email externalId }"
    answer = await api.mutate(f"{mutation}User", selection, **given)
    assert (answer.get("email"), answer.get("externalId")) == ("ada@example.com", "ada"), answer


@pytest.mark.parametrize("mutation", ["create", "update"])
async def test_an_organization_gets_an_external_id_and_a_slug_that_are_let_go(
    api: Api, pool: Pool, mutation: str
) -> None:
    given = {"displayName": "Acme", "externalId": "acme", "slug": "acme.example"}
    if mutation == "update":
        given["id"] = await api.organization()
    await pool.execute(FIRST_WRITE_CONFLICTS.format(table="organizations"))
    selection = "... on Organization { externalId slug }"
    answer = await api.mutate(f"{mutation}Organization", selection, **given)
    assert (answer.get("externalId"), answer.get("slug")) == ("acme", "acme.example"), answer


async def test_of_the_two_the_one_that_is_taken_is_named(api: Api) -> None:
    await user(api, email="ada@example.com", externalId="ada")
    free = {"email": "bob@example.com", "externalId": "bob"}
    assert (await api.mutate("createUser", **free | {"email": "ada@example.com"}))["code"] == "EMAIL_TAKEN"
    assert (await api.mutate("createUser", **free | {"externalId": "ada"}))["code"] == "EXTERNAL_ID_TAKEN"
