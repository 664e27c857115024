"""Tokens name their row, prove themselves by a hash, and show nothing when they are printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.ids import new_id
from gateway.tokens import API_KEY, PORTAL_SESSION, new_token, unverified_token


def test_a_token_names_its_rows_and_matches_its_hash() -> None:
    organization, session = new_id("org"), new_id("ses")
    token = new_token(PORTAL_SESSION, organization, session)
    read = unverified_token(token.text)
    assert read is not None
    assert (read.kind, read.bodies) == (PORTAL_SESSION, (organization[4:], session[4:]))
    assert read.matches(token.hash)
    assert not read.matches(new_token(PORTAL_SESSION, organization, session).hash)


def test_no_two_tokens_are_alike() -> None:
    id = new_id("key")
    assert len({new_token(API_KEY, id).text for _ in range(1000)}) == 1000


@pytest.mark.parametrize("place", [0, 5, 40, -1])
def test_a_mistyped_token_is_refused_by_its_checksum(place: int) -> None:
    text = new_token(API_KEY, new_id("key")).text
    letters = list(text)
    letters[place] = "a" if letters[place] != "a" else "b"
    assert unverified_token("".join(letters)) is None


def test_a_token_is_not_printed() -> None:
    token = new_token(API_KEY, new_id("key"))
    assert token.text not in repr(token)
    assert token.text not in repr(unverified_token(token.text))


@given(st.text())
def test_any_other_text_is_no_token(text: str) -> None:
    assert unverified_token(text) is None
