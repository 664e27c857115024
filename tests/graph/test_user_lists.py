"""Lists of users: filters, orders, pages."""

import pytest

from tests.graph.people import user
from tests.helpers import Api


async def test_users_are_searched_by_address_and_name_and_picked_by_keys(api: Api) -> None:
    ada = await user(api, email="ada@example.com", name="Ada Lovelace", externalId="u1")
    bob = await user(api, email="bob@love.example", name=None)
    await user(api, email="100%@example.com")

    async def ids(**filter: object) -> list[str]:
        data = await api("query ($f: UserFilter) { users(filter: $f) { totalCount nodes { id } } }", f=filter)
        assert data["users"]["totalCount"] == len(data["users"]["nodes"])
        return [node["id"] for node in data["users"]["nodes"]]

    assert await ids(search="LOVE") == [ada, bob]
    assert await ids(search="%%%") == []
    assert await ids(externalIds=["u1", "u2"]) == [ada]
    assert await ids(emails=[" BOB@love.example"]) == [bob]
    assert await ids(ids=[bob, "nonsense"]) == [bob]
    assert await ids(ids=[ada, bob], search="lovelace") == [ada]


async def test_a_filter_that_breaks_a_rule_names_it(api: Api) -> None:
    query = "query ($f: UserFilter) { users(filter: $f) { totalCount } }"
    for filter, rule in (
        ({"search": "ab"}, "TOO_SHORT"),
        ({"search": "abc\0"}, "UNSTORABLE_CHARACTER"),
        ({"search": "x" * 101}, "TOO_LONG"),
        ({"emails": ["nobody"]}, "NOT_AN_EMAIL_ADDRESS"),
        ({"ids": ["x"] * 101}, "TOO_MANY"),
    ):
        error = (await api.execute(query, f=filter))["errors"][0]
        assert (error["extensions"]["code"], error["extensions"]["fields"][0]["rule"]) == ("INVALID_INPUT", rule)


async def test_users_are_paged_in_both_orders_both_ways(api: Api) -> None:
    for letter in "cab":
        await user(api, email=f"{letter}@example.com")
    query = """query ($after: String, $order: UserOrder) {
        users(first: 2, after: $after, orderBy: $order) { nodes { email } pageInfo { hasNextPage endCursor } } }"""
    for field, direction, letters in (
        ("EMAIL", "ASC", "abc"),
        ("EMAIL", "DESC", "cba"),
        ("CREATED_AT", "ASC", "cab"),
        ("CREATED_AT", "DESC", "bac"),
    ):
        order = {"field": field, "direction": direction}
        first = (await api(query, order=order))["users"]
        second = (await api(query, order=order, after=first["pageInfo"]["endCursor"]))["users"]
        assert "".join(node["email"][0] for node in first["nodes"] + second["nodes"]) == letters
        assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)


@pytest.mark.parametrize("cursor", ["", "x", "ÿ", "bnVsbA", "WyJFTUFJTCIsICJhIiwgImIiXQ"])
async def test_a_malformed_cursor_is_named(api: Api, cursor: str) -> None:
    error = (await api.execute("query ($c: String) { users(after: $c) { nodes { id } } }", c=cursor))["errors"][0]
    assert error["extensions"]["fields"][0]["rule"] == "MALFORMED_CURSOR"
