"""Members' tokens over HTTP: issuers with a key server, what their claims mean, and settings that are wrong."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from gateway.app import make_app
from gateway.settings import Settings, SettingsWrong, read_settings
from tests.auth.issuer import issuer, key_server, public, signed
from tests.graph.people import membership, user
from tests.helpers import Api

WHO = "{ viewer { ... on Member { user { id } organization { id } } } }"


@asynccontextmanager
async def trusting(api: Api, **given: Any) -> AsyncIterator[Api]:
    """A gateway on the same database that trusts `issuer(**given)`."""
    settings = api.settings.model_copy(update={"member_issuers": (issuer(**given),)})
    async with TestClient(TestServer(make_app(settings, api.pool))) as client:
        yield Api(client, api.pool, settings, None)


@pytest.mark.parametrize("by", [("id", "id"), ("external_id", "external_id"), ("external_id", "id")], ids=str)
async def test_claims_name_user_and_organization_by_id_or_external_id(api: Api, by: tuple[str, str]) -> None:
    org, id = await api.organization(externalId="org-1"), await user(api, externalId="user-1")
    await membership(api, org, id)
    names = {"user_claim": "who", "user_by": by[0], "organization_claim": "where", "organization_by": by[1]}
    token = signed(who={"id": id}.get(by[0], "user-1"), where={"id": org}.get(by[1], "org-1"))
    async with key_server(public("P-256")) as server, trusting(api, jwks_url=server.url, **names) as gateway:
        assert (await gateway.as_(token)(WHO))["viewer"] == {"user": {"id": id}, "organization": {"id": org}}
        await gateway.as_(token)(WHO)
        assert server.requests == 1


async def test_a_token_of_nobody_is_refused_and_keys_that_cannot_be_had_are_said_so(api: Api) -> None:
    await user(api, externalId="user-1")
    async with key_server(public("P-256")) as server, trusting(api, jwks_url=server.url) as gateway:
        server.answer = lambda: web.Response(status=500)
        response = await gateway.client.post(
            "/graphql", json={"query": WHO}, headers={"Authorization": f"Bearer {signed()}"}
        )
        body = await response.json()
        assert (response.status, response.headers["Retry-After"]) == (503, "5")
        assert body["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert server.url not in str(body)
        for token in (signed(iss="https://other.example"), "x.y.z", "\xe9"):
            status, body = await gateway.as_(token).post({"query": WHO})
            assert (status, body["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    async with trusting(api) as gateway:
        status, _ = await gateway.as_(signed(sub="nobody")).post({"query": WHO})
        assert status == 401


ENTRY = {"issuer": "https://id.example", "audience": "gateway", "jwks_url": "https://id.example/keys"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"jwks_url": "http://id.example/keys"}, "0.jwks_url: Value error, must begin with https://"),
        ({"jwks_url": "https://me:secret@id.example/keys"}, "0.jwks_url"),
        ({"jwks_url": None}, "must have either jwks_url or jwks"),
        ({"jwks": {"keys": []}}, "must have either jwks_url or jwks"),
        ({"jwks_url": None, "jwks": {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}}, "must have public keys only"),
        (
            {"jwks_url": None, "jwks": {"keys": [{"kty": "RSA", "n": "AAAA", "e": "AQAB", "d": "AAAA"}]}},
            "must have public keys only",
        ),
        ({"jwks_url": None, "jwks": {"keys": [{"kty": "RSA"}]}}, "has a key that cannot be used"),
        ({"jwks_url": None, "jwks": {"keys": 7}}, "must have at most 100 keys in a list"),
        ({"algorithms": ["HS256"]}, "0.algorithms.0"),
        ({"algorithms": ["none"]}, "0.algorithms.0"),
        ({"algorithms": []}, "0.algorithms"),
        ({"audience": []}, "0.audience"),
        ({"user_by": "email"}, "0.user_by"),
        ({"colour": "red"}, "0.colour"),
    ],
    ids=str,
)
def test_an_issuer_that_is_wrong_is_named(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], said: str
) -> None:
    given = {name: value for name, value in (ENTRY | changes).items() if value is not None}
    monkeypatch.setenv("GATEWAY_MEMBER_ISSUERS", json.dumps([given]))
    with pytest.raises(SettingsWrong) as wrong:
        read_settings()
    assert "GATEWAY_MEMBER_ISSUERS" in str(wrong.value)
    assert said in str(wrong.value)
    assert "secret" not in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "said"), [("{", "must be JSON"), (json.dumps([ENTRY, ENTRY]), "two of them have the same issuer")]
)
def test_a_list_of_issuers_that_is_wrong(monkeypatch: pytest.MonkeyPatch, text: str, said: str) -> None:
    monkeypatch.setenv("GATEWAY_MEMBER_ISSUERS", text)
    with pytest.raises(SettingsWrong, match=said):
        read_settings()


def test_issuers_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_MEMBER_ISSUERS", json.dumps([ENTRY]))
    (found,) = read_settings().member_issuers
    assert (found.audience, found.user_claim, found.organization_claim) == (("gateway",), "sub", "org_id")
    assert Settings().member_issuers == (found,)
