"""Sealed secrets: opened by any configured key, in their own place only."""

import base64

import pytest
from pydantic import SecretStr

from gateway.sealing import Unsealable, keyed_hashes, seal, unseal
from gateway.settings import Settings, SettingsWrong, read_settings


def with_keys(*letters: bytes) -> Settings:
    return Settings(encryption_keys=tuple(SecretStr(base64.b64encode(letter * 32).decode()) for letter in letters))


def test_a_secret_is_opened_by_any_key_and_sealed_with_the_first() -> None:
    old = seal(with_keys(b"a"), "secret", "org_1 conn_1")
    assert unseal(with_keys(b"b", b"a"), old, "org_1 conn_1") == "secret"
    new = seal(with_keys(b"b", b"a"), "secret", "org_1 conn_1")
    assert unseal(with_keys(b"b"), new, "org_1 conn_1") == "secret"
    with pytest.raises(Unsealable):
        unseal(with_keys(b"a"), new, "org_1 conn_1")


def test_a_secret_moved_to_another_place_is_not_opened() -> None:
    sealed = seal(with_keys(b"a"), "secret", "org_1 conn_1")
    with pytest.raises(Unsealable):
        unseal(with_keys(b"a"), sealed, "org_2 conn_1")
    with pytest.raises(Unsealable):
        unseal(with_keys(b"a"), sealed[:-1], "org_1 conn_1")


def test_the_same_secret_is_never_sealed_alike() -> None:
    assert seal(with_keys(b"a"), "secret", "place") != seal(with_keys(b"a"), "secret", "place")


def test_an_input_is_recognised_after_a_key_was_added() -> None:
    assert keyed_hashes(with_keys(b"a"), b"input")[0] in keyed_hashes(with_keys(b"b", b"a"), b"input")


def test_every_wrong_setting_is_named_and_no_secret_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_ENCRYPTION_KEYS", "c2hvcnQ=")
    monkeypatch.setenv("GATEWAY_LOG_LEVEL", "LOUD")
    with pytest.raises(SettingsWrong) as wrong:
        read_settings(port=99999)
    assert all(name in str(wrong.value) for name in ("PORT", "GATEWAY_ENCRYPTION_KEYS", "GATEWAY_LOG_LEVEL"))
    assert "c2hvcnQ" not in str(wrong.value)
