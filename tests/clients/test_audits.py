"""GraphQL over HTTP, as the audits of the package graphql-http see it: every MUST, SHOULD and MAY of the draft."""

from collections import Counter
from pathlib import Path

import pytest

from tests.helpers import Api
from tests.members import member
from tests.running.node import answer

AUDITS = Path(__file__).with_name("node") / "audits.mjs"


@pytest.mark.parametrize("caller", ["an API key", "a member", "nobody"])
async def test_every_audit_of_graphql_over_http_passes(api: Api, caller: str) -> None:
    tokens = {"an API key": api.token, "a member": (await member(api, await api.organization())).token, "nobody": None}
    url = str(api.client.make_url("/graphql"))
    results = await answer(AUDITS, given={"url": url, "token": tokens[caller]})
    assert not [result for result in results if result["status"] != "ok"]
    assert Counter(result["name"].split()[0] for result in results) == {"MUST": 13, "SHOULD": 23, "MAY": 25}
