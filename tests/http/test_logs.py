"""What a log line shows, and what it never does."""

import io
import json
import logging
import logging.config
from typing import Any

import pytest

from gateway.http.logs import logging_config
from gateway.tokens import API_KEY, new_token
from tests.auth.issuer import signed


def logged(message: str, **extra: object) -> dict[str, Any]:
    """The line that is written for a message."""
    stream = io.StringIO()
    config = logging_config("INFO")
    formatter: Any = dict(config["formatters"]["json"])
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter.pop("()")(**formatter))
    record = logging.makeLogRecord({"name": "gateway", "levelname": "INFO", "msg": message, **extra})
    handler.emit(record)
    line: dict[str, Any] = json.loads(stream.getvalue())
    return line


def test_a_line_is_a_json_object_with_what_the_operator_looks_for() -> None:
    line = logged("request", method="POST", milliseconds=1.5, operation="Dashboard")
    assert {name: line[name] for name in ("level", "logger", "message", "method", "milliseconds", "operation")} == {
        "level": "INFO",
        "logger": "gateway",
        "message": "request",
        "method": "POST",
        "milliseconds": 1.5,
        "operation": "Dashboard",
    }
    assert {"time", "request_id"} <= line.keys()


@pytest.mark.parametrize("value", ["\ud800", 2**70, {1: "a"}, object()])
def test_what_json_has_no_word_for_is_told_all_the_same(value: object) -> None:
    assert "value" in logged("odd", value=value)


@pytest.mark.parametrize(
    "secret",
    [new_token(API_KEY, "key_01m85yacj2end8dehbqyf1dmz5").text, signed(), "ada.lovelace@example.com"],
    ids=["token", "JSON Web Token", "address"],
)
def test_secrets_and_addresses_are_taken_out(secret: str) -> None:
    said = [f"what about {secret}, then?", f"a\n{secret}", f"a\t{secret}\n", f"DETAIL: ({secret})"]
    for line in (*map(logged, said), logged("x", path=f"/graphql?key={secret}")):
        assert secret not in str(line)
        assert not any(part in str(line) for part in secret.split(".") if len(part) > 12)
