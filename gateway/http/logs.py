"""Logs: one JSON object per line, with the request's id; never a token or an e-mail address."""

import json
import logging
import logging.config
import re
from contextvars import ContextVar
from itertools import islice
from typing import Any

import orjson

from gateway.instants import rfc_3339

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
TOKEN = re.compile(r"(?:\b|(?<=\\[bfnrt]))(?:gw[a-z]_[0-9a-z]{26}_[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*)", re.ASCII)
"""A token of ours, or a JSON Web Token."""
OF_EVERY_RECORD = tuple(vars(logging.makeLogRecord({})))
"""What a record has from the start; what it was given as `extra` comes after."""
EMAIL_ADDRESS = re.compile(r"(?<!\\)[^\s\"'\\()<>=,;:]+@[^\s\"'\\()<>=,;:]+")


def redacted(text: str) -> str:
    """The text without tokens and e-mail addresses; a driver's error may quote a row."""
    if "gw" in text or "eyJ" in text:
        text = TOKEN.sub("[token]", text)
    return EMAIL_ADDRESS.sub("[e-mail]", text) if "@" in text else text


class JsonLines(logging.Formatter):
    """A record as a line of JSON: what it says and when, the request's id, and what it was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": rfc_3339(record.created, "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
        }
        line.update(islice(vars(record).items(), len(OF_EVERY_RECORD), None))
        if record.exc_info:
            line["exc_info"] = self.formatException(record.exc_info)
        try:
            text = orjson.dumps(line, default=str).decode()
        except TypeError:  # what is no Unicode, or a number beyond 64 bits
            text = json.dumps(line, default=str)
        return redacted(text)


# What no line shows need not be found out (Python's logging how-to, Optimization).
logging._srcfile = None
logging.logThreads = logging.logMultiprocessing = logging.logProcesses = False


def logging_config(level: str) -> dict[str, Any]:
    """The configuration for logging.config.dictConfig: JSON lines on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": level, "handlers": ["stderr"]},
        "loggers": {
            "aiohttp.access": {"level": "WARNING"},
            "gunicorn.error": {"level": level, "handlers": [], "propagate": True},
            "gunicorn.access": {"level": "WARNING", "handlers": [], "propagate": True},
        },
    }


def configure_logging(level: str) -> None:
    logging.config.dictConfig(logging_config(level))
