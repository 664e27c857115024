"""Fetching, keeping and refreshing the keys of an issuer (RFC 7517)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
from aiohttp import ClientTimeout, web

from gateway.auth import jwks
from gateway.auth.jwks import KeySet, KeysUnavailable
from tests.auth.issuer import KeyServer, issuer, key_server, public


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def server() -> AsyncIterator[KeyServer]:
    async with key_server(public("P-256")) as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def keys(server: KeyServer, clock: Clock) -> AsyncIterator[KeySet]:
    keys = KeySet(issuer(jwks_url=server.url), clock)
    yield keys
    await keys.close()


async def test_keys_are_fetched_when_needed_and_kept_for_an_hour(server: KeyServer, keys: KeySet, clock: Clock) -> None:
    assert server.requests == 0
    for _ in range(3):
        assert await keys.key("P-256", "ES256")
    assert server.requests == 1
    clock.now += 3599
    assert await keys.key("P-256", "ES256")
    assert server.requests == 1
    clock.now += 2
    server.keys = [public("RSA")]
    assert await keys.key("P-256", "ES256")
    assert keys.fetching
    await keys.fetching
    assert await keys.key("P-256", "ES256") is None
    assert server.requests == 2


async def test_who_has_a_known_key_does_not_wait_while_the_keys_are_fetched_again(
    server: KeyServer, keys: KeySet, clock: Clock
) -> None:
    assert await keys.key("P-256", "ES256")
    server.wait.clear()
    clock.now += 3601
    async with asyncio.timeout(1):
        assert await keys.key("P-256", "ES256")
        assert await keys.key("P-256", "ES256")
    while server.requests == 1:
        await asyncio.sleep(0.01)
    server.wait.set()
    assert server.requests == 2


async def test_keys_that_could_not_be_fetched_for_a_day_are_believed_no_more(
    server: KeyServer, keys: KeySet, clock: Clock
) -> None:
    assert await keys.key("P-256", "ES256")
    server.answer = lambda: web.Response(status=500)
    clock.now += 24 * 3600 - 1
    assert await keys.key("P-256", "ES256")
    if keys.fetching:
        await keys.fetching
    clock.now += 31
    with pytest.raises(KeysUnavailable):
        await keys.key("P-256", "ES256")
    server.answer = None
    clock.now += 31
    assert await keys.key("P-256", "ES256")


async def test_a_key_withdrawn_while_nobody_asked_does_not_count(server: KeyServer, keys: KeySet, clock: Clock) -> None:
    assert await keys.key("P-256", "ES256")
    server.keys = [public("Ed25519")]
    clock.now += 7201
    asked = await asyncio.gather(*(keys.key("P-256", "ES256") for _ in range(3)))
    assert asked == [None] * 3
    assert await keys.key("Ed25519", "EdDSA")
    assert server.requests == 2


async def test_keys_nobody_asked_for_are_waited_for_once_and_believed_where_they_cannot_be_fetched(
    server: KeyServer, keys: KeySet, clock: Clock
) -> None:
    assert await keys.key("P-256", "ES256")
    server.answer = lambda: web.Response(status=500)
    clock.now += 7201
    assert await keys.key("P-256", "ES256")
    server.wait.clear()
    clock.now += 31
    async with asyncio.timeout(1):
        assert await keys.key("P-256", "ES256")
    server.wait.set()


async def test_a_new_key_is_found_by_one_refresh(server: KeyServer, keys: KeySet, clock: Clock) -> None:
    assert await keys.key("P-256", "ES256")
    server.keys.append(public("RSA"))
    assert await keys.key("RSA", "RS256") is None
    clock.now += 31
    assert await keys.key("RSA", "RS256")
    assert server.requests == 2


async def test_a_flood_of_unknown_keys_fetches_once_each_half_minute(
    server: KeyServer, keys: KeySet, clock: Clock
) -> None:
    assert await keys.key("P-256", "ES256")
    clock.now += 31
    assert set(await asyncio.gather(*(keys.key(f"key {n}", "ES256") for n in range(50)))) == {None}
    assert server.requests == 2
    assert await keys.key("P-256", "ES256")


async def test_who_waits_waits_for_one_fetch_and_one_who_leaves_does_not_end_it(
    server: KeyServer, keys: KeySet
) -> None:
    server.wait.clear()
    waiting = [asyncio.create_task(keys.key("P-256", "ES256")) for _ in range(20)]
    while server.requests == 0:
        await asyncio.sleep(0.01)
    waiting[0].cancel()
    await asyncio.sleep(0.01)
    server.wait.set()
    assert all(await asyncio.gather(*waiting[1:]))
    assert server.requests == 1


async def test_a_fetch_that_fails_keeps_the_old_keys_and_pauses(server: KeyServer, keys: KeySet, clock: Clock) -> None:
    assert await keys.key("P-256", "ES256")
    server.answer = lambda: web.Response(status=500)
    clock.now += 3601
    for _ in range(3):
        assert await keys.key("P-256", "ES256")
        if keys.fetching:
            await keys.fetching
    assert server.requests == 2
    server.answer = None
    clock.now += 31
    assert await keys.key("P-256", "ES256")
    assert keys.fetching
    await keys.fetching
    assert server.requests == 3


BROKEN: dict[str, Callable[[], web.Response]] = {
    "an error": lambda: web.Response(status=404),
    "another status": lambda: web.Response(status=206, text='{"keys": []}'),
    "a redirect": lambda: web.Response(status=302, headers={"Location": "/keys"}),
    "no JSON": lambda: web.Response(text="<html>"),
    "no object": lambda: web.Response(text="[]"),
    "no list": lambda: web.Response(text='{"keys": {}}'),
    "too large": lambda: web.Response(text='{"keys": [' + " " * 262_144 + "]}"),
    "too many": lambda: web.Response(text='{"keys": [' + ",".join(["{}"] * 101) + "]}"),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
async def test_without_any_keys_they_are_unavailable(
    server: KeyServer, keys: KeySet, clock: Clock, answer: Callable[[], web.Response]
) -> None:
    server.answer = answer
    with pytest.raises(KeysUnavailable):
        await keys.key("P-256", "ES256")
    with pytest.raises(KeysUnavailable):
        await keys.key("P-256", "ES256")
    assert server.requests == 1
    server.answer = None
    clock.now += 6
    assert await keys.key("P-256", "ES256")


async def test_a_server_that_does_not_answer_is_given_up(
    server: KeyServer, keys: KeySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert jwks.TIMEOUT.total == 5
    monkeypatch.setattr(jwks, "TIMEOUT", ClientTimeout(total=0.2))
    server.wait.clear()
    with pytest.raises(KeysUnavailable):
        await keys.key("P-256", "ES256")
    server.wait.set()


async def test_a_host_that_is_not_there(clock: Clock) -> None:
    keys = KeySet(issuer(jwks_url="http://127.0.0.1:9/keys"), clock)
    with pytest.raises(KeysUnavailable):
        await keys.key("P-256", "ES256")
    await keys.close()


async def test_keys_that_cannot_be_used_are_passed_over(server: KeyServer, keys: KeySet) -> None:
    server.keys = [
        {},
        {"kty": "oct", "k": "AAAA", "kid": "secret"},
        {"kty": "RSA", "kid": "half"},
        {"kty": []},
        {"kty": "EC", "crv": "P-256", "x": 7, "y": 7},
        {"kty": "OKP", "crv": "X25519", "x": "AAAA"},
        public("small RSA"),
        public("P-256"),
    ]
    assert await keys.key("P-256", "ES256")
    assert await keys.key("secret", "ES256") is None
    assert await keys.key("small RSA", "RS256") is None
