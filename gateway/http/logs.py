"""Logs: one JSON object per line, with the request's id; never a token or an e-mail address."""

import logging
import logging.config
import re
from contextvars import ContextVar
from typing import Any

from aiohttp.http_exceptions import HttpProcessingError
from pythonjsonlogger.orjson import OrjsonFormatter

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
TOKEN = re.compile(r"\b(?:gw[a-z]_[0-9a-z]{26}_[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*)", re.ASCII)
"""A token of ours, or a JSON Web Token."""
EMAIL_ADDRESS = re.compile(r"[^\s\"'\\()<>=,;:]+@[^\s\"'\\()<>=,;:]+")


def redacted(text: str) -> str:
    """The text without tokens and e-mail addresses; a driver's error may quote a row."""
    text = TOKEN.sub("[token]", text)
    return EMAIL_ADDRESS.sub("[e-mail]", text) if "@" in text else text


class RedactingFormatter(OrjsonFormatter):
    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id.get()
        return redacted(super().format(record))


def in_short(record: logging.LogRecord) -> bool:
    """Has bytes that are no HTTP told without a stack: anybody may send them, as often as they like."""
    if record.exc_info and isinstance(record.exc_info[1], HttpProcessingError):
        record.levelno, record.levelname, record.exc_info = logging.INFO, "INFO", None
    return True


# What no line shows need not be found out (Python's logging how-to, Optimization).
logging._srcfile = None
logging.logThreads = logging.logMultiprocessing = logging.logProcesses = False


def logging_config(level: str) -> dict[str, Any]:
    """The configuration for logging.config.dictConfig: JSON lines on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": RedactingFormatter,
                "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            }
        },
        "filters": {"in_short": {"()": lambda: in_short}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": level, "handlers": ["stderr"]},
        "loggers": {
            "aiohttp.access": {"level": "WARNING"},
            "aiohttp.server": {"filters": ["in_short"]},
            "gunicorn.error": {"level": level, "handlers": [], "propagate": True},
            "gunicorn.access": {"level": "WARNING", "handlers": [], "propagate": True},
        },
    }


def configure_logging(level: str) -> None:
    logging.config.dictConfig(logging_config(level))
