"""Rules of input: each turns a value as it was given into the value to store, or says which rule it breaks.

`checked` applies a table of them and reports every fault at once. A key that was not given stays absent: absent, null
and a value are three different things.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from unicodedata import category
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from gateway.errors import Fault, Invalid

Given = Mapping[str, Any]
Rule = Callable[[Any], Any]

UNSTORABLE = re.compile("[\0\ud800-\udfff]")
INVISIBLE = frozenset({"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"})
"""Unicode's categories of characters that show nothing by themselves: controls, formats, marks, spaces."""
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Hangul fillers and the empty Braille pattern: no such category, yet nothing to see."""
NOT_IN_URL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\\"<>#]")
HOST_AND_PORT = re.compile(r"([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[1-9][0-9]*)?\Z")
DEFAULT_PORTS = {"https": 443, "http": 80}
DNS_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z", re.ASCII)
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
METADATA_PAIRS, METADATA_KEY, METADATA_VALUE = 50, 40, 500


class Broken(Exception):
    """A rule is broken; becomes a Fault once the field's name is known."""

    def __init__(self, rule: str, message: str, limit: int | None = None) -> None:
        super().__init__(message)
        self.rule = rule
        self.limit = limit
        self.key: str | None = None


def checked(rules: Mapping[str, Rule], given: Given, *, within: str = "") -> dict[str, Any]:
    """The values to store for those keys of `given` that `rules` knows. Raises Invalid with every fault."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, rule in rules.items():
        if name not in given:
            continue
        try:
            values[name] = rule(given[name])
        except Broken as broken:
            faults.append(Fault(within + name, broken.rule, str(broken), broken.limit, broken.key))
        except Invalid as invalid:
            faults.extend(invalid.faults)
    if faults:
        raise Invalid(*faults)
    return values


def storable(value: str) -> str:
    """The text itself, if PostgreSQL can store it (neither NUL nor a lone surrogate)."""
    if UNSTORABLE.search(value):
        raise Broken("UNSTORABLE_CHARACTER", "contains a NUL character or half of a surrogate pair")
    return value


def is_blank(value: str) -> bool:
    """Whether there is nothing to see in the text."""
    return all(letter in BLANK_LETTERS or category(letter) in INVISIBLE for letter in value)


def text(minimum: int, maximum: int) -> Rule:
    """A text of so many characters, without space around it and with something to see in it."""

    def rule(value: str) -> str:
        value = storable(value).strip()
        if len(value) > maximum:
            raise Broken("TOO_LONG", f"must have at most {maximum} characters, has {len(value)}", maximum)
        if len(value) < minimum or is_blank(value):
            what = "must not be empty" if minimum == 1 else f"must have at least {minimum} characters"
            raise Broken("TOO_SHORT", what, minimum)
        return value

    return rule


def optional(rule: Rule) -> Rule:
    """Null, or what `rule` says."""
    return lambda value: None if value is None else rule(value)


def required(rule: Rule) -> Rule:
    """What `rule` says; null is refused."""

    def not_null(value: Any) -> Any:
        if value is None:
            raise Broken("REQUIRED", "must not be null")
        return rule(value)

    return not_null


def anything(value: Any) -> Any:
    """The value as the type system let it in."""
    return value


def https_url(maximum: int) -> Rule:
    """An absolute https URL without credentials or fragment."""
    length = text(1, maximum)

    def rule(value: str) -> str:
        value = length(value)
        try:
            parts = urlsplit(value)
            sound = parts.scheme == "https" and parts.hostname and parts.port != 0 and "@" not in parts.netloc
        except ValueError:
            sound = False
        if not sound or NOT_IN_URL.search(value):
            raise Broken("NOT_AN_HTTPS_URL", "must be an absolute https:// URL without user name, space or fragment")
        return value

    return rule


def origin(value: str) -> str:
    """A web origin: scheme, host and port alone (RFC 6454 section 4); https, or http on localhost."""
    value = text(1, 255)(value).rstrip("/").lower()
    try:
        parts = urlsplit(value)
        local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        sound = parts.scheme == "https" or (parts.scheme == "http" and local)
        # As browsers send it: no port where it is the scheme's own, a foreign name in its ASCII form.
        sound = sound and parts.port not in (0, DEFAULT_PORTS.get(parts.scheme))
        sound = sound and bool(HOST_AND_PORT.match(parts.netloc)) and value == f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        sound = False
    if not sound:
        raise Broken("NOT_AN_ORIGIN", "must be an origin such as https://app.example.com")
    return value


def slug(value: str) -> str:
    """Lower-case DNS labels separated by dots, 253 characters at most (RFC 1035 section 2.3.1)."""
    value = text(1, 253)(value)
    if not all(DNS_LABEL.match(label) for label in value.split(".")):
        raise Broken("NOT_A_SLUG", "must be lower-case letters, digits and inner hyphens, in labels separated by dots")
    return value


def email(value: str) -> str:
    """The normalised address: no space around it, lower case, the domain as IDNA (RFC 5321, RFC 5891)."""
    value = text(1, 320)(value)
    try:
        parts = validate_email(value, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError) as problem:
        raise Broken("NOT_AN_EMAIL_ADDRESS", "is not an e-mail address") from problem
    return f"{parts.local_part}@{parts.ascii_domain or parts.domain}".lower()


def metadata_entries(value: Mapping[str, Any], *, nullable: bool = False) -> dict[str, Any]:
    """The pairs, each within its limits; with `nullable` a value may be null."""
    for key, entry in value.items():
        if not 1 <= len(storable(key)) <= METADATA_KEY:
            raise Broken("KEY_LENGTH", f"must have keys of 1 to {METADATA_KEY} characters", METADATA_KEY)
        if entry is not None or not nullable:
            at_key(key, metadata_value, entry)
    return dict(value)


def metadata_value(value: Any) -> str:
    """A text of up to 500 characters, as it is."""
    if not isinstance(value, str):
        raise Broken("NOT_A_STRING", "must be a string")
    if len(storable(value)) > METADATA_VALUE:
        raise Broken("TOO_LONG", f"must have at most {METADATA_VALUE} characters, has {len(value)}", METADATA_VALUE)
    return value


def at_key(key: str, rule: Rule, value: Any) -> Any:
    """What `rule` says of the value at a key of a map."""
    try:
        return rule(value)
    except Broken as broken:
        broken.key = key
        raise


def metadata(value: Mapping[str, Any] | None) -> dict[str, str]:
    """A whole metadata map; null means none."""
    return within_metadata_size(metadata_entries(value or {}))


def metadata_patch(value: Mapping[str, Any]) -> dict[str, str | None]:
    """Pairs to merge into a metadata map; null deletes a key."""
    return metadata_entries(value, nullable=True)


def within_metadata_size(value: dict[str, str]) -> dict[str, str]:
    if len(value) > METADATA_PAIRS:
        raise Broken("TOO_MANY", f"must have at most {METADATA_PAIRS} pairs, has {len(value)}", METADATA_PAIRS)
    return value


def containing(minimum: int, maximum: int) -> Rule:
    """A pattern for ILIKE that finds texts containing the given one, whose own wildcards are taken literally."""
    length = text(minimum, maximum)
    return lambda value: "%" + re.sub(r"([\\%_])", r"\\\1", length(value)) + "%"


def texts(maximum: int, length: int = 255) -> Rule:
    """At most so many texts, as a tuple."""

    def rule(values: list[str]) -> tuple[str, ...]:
        if len(values) > maximum:
            raise Broken("TOO_MANY", f"must have at most {maximum} values, has {len(values)}", maximum)
        if any(len(value) > length for value in values):
            raise Broken("TOO_LONG", f"must have values of at most {length} characters", length)
        return tuple(storable(value) for value in values)

    return rule


def timestamp(value: datetime) -> datetime:
    """A time with its zone, within what PostgreSQL and an id can hold."""
    value = value if value.tzinfo else value.replace(tzinfo=UTC)
    if not EARLIEST <= value <= LATEST:
        raise Broken("OUT_OF_RANGE", "must lie between the years 1970 and 9999")
    return value
