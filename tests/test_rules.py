"""Rules of input: what is stored for what is given, and which rule a bad value breaks."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import Invalid
from gateway.rules import Rule, checked, containing, email, https_url, metadata, origin, slug, text


def stored(rule: Rule, value: Any) -> Any:
    return checked({"field": rule}, {"field": value})["field"]


def broken(rule: Rule, value: Any) -> str:
    with pytest.raises(Invalid) as refusal:
        stored(rule, value)
    (fault,) = refusal.value.faults
    return fault.rule


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("  Ada@Example.COM ", "ada@example.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ADA+tag@XN--BCHER-KVA.example", "ada+tag@xn--bcher-kva.example"),
    ],
)
def test_one_address_has_one_normal_form(given: str, normal: str) -> None:
    assert stored(email, given) == normal
    assert stored(email, normal) == normal


@pytest.mark.parametrize("value", ["", "ada", "@example.com", "ada@", "a b@example.com", "a@b@example.com", "a\0@b.co"])
def test_what_is_no_address_is_refused(value: str) -> None:
    assert broken(email, value) in {"NOT_AN_EMAIL_ADDRESS", "TOO_SHORT", "UNSTORABLE_CHARACTER"}


@pytest.mark.parametrize("value", ["acme", "acme-corp.eu", "a", "1-2", "a" * 63])
def test_dns_labels_are_slugs(value: str) -> None:
    assert stored(slug, value) == value


@pytest.mark.parametrize("value", ["Acme", "-acme", "acme-", "a..b", ".a", "a_b", "ä", "a" * 64, "acme\n."])
def test_anything_else_is_no_slug(value: str) -> None:
    assert broken(slug, value) == "NOT_A_SLUG"


@pytest.mark.parametrize(
    "value",
    [
        "http://a.example",
        "https://",
        "https://u:p@a.example",
        "javascript:alert(1)",
        "https://a b",
        "//a",
        "https://[",
        "https:\\\\a",
        "https://a.example/#",
        "https://a.example/logo.png#top",
        'https://a.example/"',
    ],
)
def test_only_absolute_https_urls_pass(value: str) -> None:
    assert broken(https_url(1024), value) == "NOT_AN_HTTPS_URL"


@pytest.mark.parametrize(
    ("given", "normal"), [("https://App.example/", "https://app.example"), ("http://localhost:3000", "http://localhost:3000")]
)  # fmt: skip
def test_an_origin_is_scheme_host_and_port(given: str, normal: str) -> None:
    assert stored(origin, given) == normal


@pytest.mark.parametrize(
    "value",
    [
        "http://app.example", "https://a.example/path", "null", "https://*.example", "https://", "https://a.example:443",
        "http://localhost:80", "https://bücher.example", "https://a.example:", "https://a..example", "https://a,b",
        "https://u@a.example", "https://a.example:0", "https://a.example:08443",
    ],
)  # fmt: skip
def test_what_is_no_origin_is_refused(value: str) -> None:
    assert broken(origin, value) == "NOT_AN_ORIGIN"


def test_metadata_keeps_to_its_limits() -> None:
    assert stored(metadata, {f"key{n}": "v" * 500 for n in range(50)})
    assert broken(metadata, {f"key{n}": "v" for n in range(51)}) == "TOO_MANY"
    assert broken(metadata, {"k" * 41: "v"}) == "KEY_LENGTH"
    assert broken(metadata, {"": "v"}) == "KEY_LENGTH"
    assert broken(metadata, {"k": "v" * 501}) == "TOO_LONG"
    assert broken(metadata, {"k": 1}) == "NOT_A_STRING"
    assert broken(metadata, {"k": None}) == "NOT_A_STRING"
    assert broken(metadata, {"k": "\ud800"}) == "UNSTORABLE_CHARACTER"


def test_absent_stays_absent_and_every_fault_is_told() -> None:
    rules = {"one": text(1, 3), "two": text(1, 3), "three": text(1, 3)}
    assert checked(rules, {"one": " a "}) == {"one": "a"}
    with pytest.raises(Invalid) as refusal:
        checked(rules, {"one": "", "two": "long", "three": "ok"}, within="filter.")
    assert [(fault.field, fault.rule, fault.limit) for fault in refusal.value.faults] == [
        ("filter.one", "TOO_SHORT", 1),
        ("filter.two", "TOO_LONG", 3),
    ]


@pytest.mark.parametrize(
    "value", ["\u200b", " \u2060\ufeff ", "\u202e\u200f", "\u00ad", "\u3164", "\u2800", "\ufe0f", "\x07"]
)
def test_a_text_with_nothing_to_see_in_it_is_empty(value: str) -> None:
    assert broken(text(1, 200), value) == "TOO_SHORT"
    assert stored(text(1, 200), f"{value}a") == f"{value}a".strip()


def test_wildcards_in_a_search_are_taken_literally() -> None:
    assert stored(containing(3, 100), "50%_\\") == "%50\\%\\_\\\\%"


@given(st.one_of(st.text(), st.text(alphabet="aA0.-@:/\\ \0\ud800[]%éß")))
def test_no_text_breaks_a_rule_in_another_way(value: str) -> None:
    for rule in (email, slug, https_url(1024), origin, text(1, 200), containing(3, 100)):
        try:
            again = stored(rule, value)
        except Invalid:
            continue
        assert isinstance(again, str)
        assert "\0" not in again
