"""Requests with files: the multipart convention, for who shows a credential."""

from typing import Any

import pytest

from tests.helpers import Api
from tests.logos import UPLOAD, form, picture, posted

FILE = {"0": picture("PNG")}
PLACES = {"0": ["variables.input.file"]}


def operations(organization: str = "org_1") -> dict[str, Any]:
    return {"query": UPLOAD, "variables": {"input": {"organizationId": organization, "file": None}}}


async def test_a_form_of_another_site_runs_nothing(api: Api) -> None:
    query = {"query": "{ __typename }"}
    status, body = await posted(api.as_(None), form(query, {}, {}))
    assert (status, body["errors"][0]["message"]) == (400, "a request with files needs an Authorization header")
    assert "data" not in body


async def test_an_operation_without_a_file_may_come_so_too(api: Api) -> None:
    assert (await posted(api, form({"query": "{ __typename }"}, {}, {})))[1]["data"] == {"__typename": "Query"}


MALFORMED: dict[str, tuple[Any, Any]] = {
    "no operations": (None, PLACES),
    "no map": (operations(), None),
    "operations that are no JSON": ("{", PLACES),
    "operations that are a list": ([operations()], {"0": ["0.variables.input.file"]}),
    "a map that is a list": (operations(), []),
    "a map of no list": (operations(), {"0": "variables.input.file"}),
    "a file that is not sent": (operations(), {"1": ["variables.input.file"]}),
    "a place that is not there": (operations(), {"0": ["variables.input.other"]}),
    "a place below nothing": (operations(), {"0": ["variables.input.file.more"]}),
    "a place outside the variables": (operations(), {"0": ["query"]}),
    "a place that is taken": (operations(), {"0": ["variables.input.organizationId"]}),
    "a place that is no text": (operations(), {"0": [1]}),
    "variables without end": ('{"query": "{ __typename }", "variables": {"a": ' + "[" * 900 + "]" * 900 + "}}", {}),
    "too many files": (operations(), {str(n): [] for n in range(11)}),
}


@pytest.mark.parametrize("what", MALFORMED)
async def test_what_is_no_such_request_is_refused_and_the_next_is_answered(api: Api, what: str) -> None:
    given, places = MALFORMED[what]
    status, body = await posted(api, form(given, places, FILE))
    code = "LIMIT_EXCEEDED" if what == "variables without end" else "BAD_REQUEST"
    assert (status, body["errors"][0]["extensions"]["code"]) == (400, code)
    assert (await api("{ __typename }")) == {"__typename": "Query"}


async def test_a_file_beyond_the_largest_body_is_refused(api: Api) -> None:
    status, body = await posted(api, form(operations(), PLACES, {"0": b"\0" * 1_100_000}))
    assert (status, body["errors"][0]["extensions"]["code"]) == (413, "LIMIT_EXCEEDED")


async def test_what_only_says_it_is_multipart_is_refused(api: Api) -> None:
    headers = {"Authorization": f"Bearer {api.token}", "Content-Type": "multipart/form-data"}
    async with api.client.post("/graphql", data=b"hello", headers=headers) as response:
        assert response.status == 400
        assert (await response.json(content_type=None))["errors"]


async def test_a_text_where_a_file_belongs_is_refused(api: Api) -> None:
    variables = {"input": {"organizationId": await api.organization(), "file": "data:image/png;base64,AAAA"}}
    body = await api.execute(UPLOAD, **variables)
    assert "must be a file" in body["errors"][0]["message"]
