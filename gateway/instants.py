"""Instants as text, for what is told of each request."""

import time
from functools import lru_cache


def rfc_3339(timestamp: float, offset: str) -> str:
    """A time in seconds since 1970, in UTC and to the millisecond; `offset` is how UTC is written: Z, or +00:00."""
    seconds = int(timestamp)
    return f"{second(seconds)}.{int((timestamp - seconds) * 1000):03}{offset}"


@lru_cache(64)
def second(timestamp: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(timestamp))
