"""What the README shows works as it is shown."""

import re
from pathlib import Path

import pytest
from asyncpg import Pool
from graphql import OperationDefinitionNode, parse, validate

from gateway.database.page import encode_cursor
from gateway.events.store import EVENTS_OF_ORGANIZATIONS
from gateway.graph.schema import schema
from gateway.settings import Settings
from tests.helpers import Api
from tests.members import member
from tests.subscriptions.sockets import first_answers

ORIGIN = "https://app.example.com"
README = (Path(__file__).parents[1] / "README.md").read_text()
OPERATIONS = {
    node.name.value: text
    for text in re.findall(r"```graphql\n(.*?)```", README, re.DOTALL)
    for node in parse(text).definitions
    if isinstance(node, OperationDefinitionNode) and node.name
}


def test_the_guides_calls_are_all_shown() -> None:
    assert {"Create", "Update", "Features", "Portal", "SignUp"} <= OPERATIONS.keys()


@pytest.mark.parametrize("name", OPERATIONS)
async def test_each_operation_shown_succeeds(pool: Pool, settings: Settings, name: str) -> None:
    async with Api.start(pool, settings.model_copy(update={"embed_origins": (ORIGIN,)})) as api:
        await succeeds(api, name)


async def succeeds(api: Api, name: str) -> None:
    id = await api.organization()
    if "generatePortalLink" in OPERATIONS[name]:
        await api.mutate("updateOrganizationSettings", organizationId=id, features=[{"name": "SSO", "enabled": True}])
    known = {"id": id, "origin": ORIGIN}
    variables = {variable: value for variable, value in known.items() if f"${variable}" in OPERATIONS[name]}
    caller = await member(api, id) if name == "Me" else api
    if OPERATIONS[name].startswith("subscription"):
        beginning = encode_cursor(EVENTS_OF_ORGANIZATIONS.name, "CREATED_AT", "0", "")
        (body,) = await first_answers(caller, OPERATIONS[name], [{**variables, "after": beginning}], bool)
        data = body["data"]
    else:
        data = await caller(OPERATIONS[name], **variables)
    assert all(value and "code" not in value for value in data.values())


def test_every_setting_is_in_the_table_with_its_default() -> None:
    rows = dict(re.findall(r"^\| (`[A-Z_`, ]+`) \| (.*?) \|", README, re.MULTILINE))
    documented = {name for names in rows for name in re.findall(r"`(\w+)`", names)}
    settings = {field.validation_alias.choices[0] for field in Settings.model_fields.values()}  # type: ignore[union-attr]
    assert documented == settings


@pytest.mark.parametrize(
    "path", sorted(Path(__file__).parents[1].glob("web/src/graphiql/welcome/*.graphql")), ids=lambda path: path.stem
)
def test_what_graphiql_starts_with_fits_the_schema(path: Path) -> None:
    assert validate(schema._schema, parse(path.read_text())) == []


def test_the_issuer_shown_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    (text,) = re.findall(r"```json\n(\[.*?)```", README, re.DOTALL)
    monkeypatch.setenv("GATEWAY_MEMBER_ISSUERS", text)
    (issuer,) = Settings().member_issuers
    assert f"`{issuer.user_claim}`, `{issuer.user_by}`" in README
