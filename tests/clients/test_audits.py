"""GraphQL over HTTP, as the audits of the package graphql-http see it: every MUST, SHOULD and MAY of the draft."""

from collections import Counter
from pathlib import Path

import pytest

from tests.helpers import Api
from tests.running.node import answer

AUDITS = Path(__file__).with_name("node") / "audits.mjs"


@pytest.mark.parametrize("with_credential", [True, False])
async def test_every_audit_of_graphql_over_http_passes(api: Api, with_credential: bool) -> None:
    url = str(api.client.make_url("/graphql"))
    results = await answer(AUDITS, given={"url": url, "token": api.token if with_credential else None})
    assert not [result for result in results if result["status"] != "ok"]
    assert Counter(result["name"].split()[0] for result in results) == {"MUST": 13, "SHOULD": 23, "MAY": 25}
