"""Ids sort by the time they were made, and say it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.ids import first_id_at, id_as_of, is_id, made_at, new_id, prefix_of

TIMES = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 30)).map(lambda time: time.replace(tzinfo=UTC))  # noqa: DTZ001


def test_ids_are_unique_and_sort_in_the_order_they_were_made() -> None:
    ids = [new_id("org") for _ in range(10_000)]
    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids)


def test_an_id_says_when_it_was_made() -> None:
    assert abs(datetime.now(UTC) - made_at(new_id("usr"))) < timedelta(seconds=1)


def test_an_id_is_told_by_its_prefix_and_form() -> None:
    id = new_id("org")
    assert is_id("org", id)
    assert prefix_of(id) == "org"
    for wrong in ("", "org_", id.upper(), id + "0", id[:-1], id.replace("org", "usr"), id + "\n", "org_" + "z" * 26):
        assert not is_id("org", wrong)


@given(TIMES, st.integers(0, 2**74 - 1))
def test_an_id_of_another_time_lies_in_the_range_of_that_time(time: datetime, random: int) -> None:
    id = id_as_of("org", time, random)
    assert is_id("org", id)
    assert first_id_at("org", time) <= id < first_id_at("org", time + timedelta(milliseconds=1))
    assert time - timedelta(milliseconds=1) < made_at(id) <= time


@given(TIMES, TIMES, st.integers(0, 2**74 - 1), st.integers(0, 2**74 - 1))
def test_ids_sort_as_their_times(earlier: datetime, later: datetime, one: int, other: int) -> None:
    if later - earlier >= timedelta(milliseconds=1):
        assert id_as_of("org", earlier, one) < id_as_of("org", later, other)
