"""Who there is and who belongs where, as arithmetic: any organization or user is computed from its number alone.

So the rows of one table can name those of another without either being kept in memory. User `u` is at home in
organization `u // 5`; each organization has its own people and others from all over the environment.

Times are relative to `until`, a midnight in UTC: what is made twice on one day is the same. The first organization is
two years older than `until`, the last one hardly.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from random import Random
from typing import NamedTuple

from gateway.ids import EPOCH, MILLISECOND, body_of
from gateway.sample_data.words import COMPANY_FORMS, COMPANY_KINDS, COMPANY_STARTS, GIVEN, Culture, Name
from gateway.users.model import PREFIX as USER

USERS_PER_ORGANIZATION = 5
SPAN = timedelta(days=730)
JOINING = timedelta(days=90) // MILLISECOND
"""How long after their organization its own people arrive, at most; in milliseconds."""
SIZES = (150, 60, 40, 30, 20, 15, 12, 10, 9, 8, 8, 6, 6, 5, 5, 4, 4, 3, 3, 2)
"""Members of twenty organizations: 20 each on average, as uneven as life."""
LARGE = 40
BLOCK = 1000
"""In each thousand organizations the large ones give ten members each to a single one, which has over 1,600."""
GIVEN_NAME_STEP = 37
"""Apart as the given names of one home are, so that no two are the same: 4 steps are fewer than all the names."""
FACTOR, MASK = 0x9E3779B97F4A7C15F39CC0605CEDC835, (1 << 128) - 1
"""Multiples of 2**128 divided by the golden ratio scatter well."""
TENANTS, ORGANIZATIONS, USERS, COMPANIES, PEOPLE, OWN_PEOPLE, BELONGINGS, SHUFFLES = range(8)
"""What there are chances for."""
RANDOM_BITS, VERSION_AND_VARIANT = 0x0FFF3FFFFFFFFFFFFFFF, 0x70008000000000000000
"""Of the 80 bits of a UUIDv7 that are not its time (RFC 9562 section 5.7)."""
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Company:
    """An organization's name and its domain under .example (RFC 2606)."""

    display_name: str
    slug: str
    external_id: str | None = None
    """None for the generator's own."""
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def named(self) -> bool:
        """Whether it was given by name, not made by the generator."""
        return self.external_id is not None

    @property
    def domain(self) -> str:
        return f"{self.slug}.example"


class Person(NamedTuple):
    given_name: Name
    family_name: Name
    culture: Culture
    email: str

    @property
    def name(self) -> str:
        """As the bearer writes it."""
        first, last = self.given_name.text, self.family_name.text
        return f"{last} {first}" if self.culture.family_first else f"{first} {last}"


@dataclass(frozen=True)
class Population:
    """So many organizations with their people; `label` keeps it apart from every other population.

    Times are in milliseconds since the epoch, as ids have them.
    """

    label: str
    organizations: int
    until: datetime
    companies: tuple[Company, ...] = ()
    """Companies given by name; the first organizations."""

    @property
    def users(self) -> int:
        return self.organizations * USERS_PER_ORGANIZATION

    @property
    def external_ids(self) -> str:
        """What every external id of this population, and of no other, begins with."""
        return f"crm-{self.label}-"

    @cached_property
    def end(self) -> int:
        return milliseconds(self.until)

    @cached_property
    def slot(self) -> int:
        """The time from one organization to the next, on average."""
        return SPAN // MILLISECOND // self.organizations

    @cached_property
    def start(self) -> int:
        return self.end - SPAN // MILLISECOND

    @cached_property
    def key(self) -> int:
        return int.from_bytes(blake2b(self.label.encode(), digest_size=16).digest())

    def chance(self, what: int, number: int) -> int:
        """128 bits that belong to this one thing, of which no two have the same (multiplicative hashing)."""
        scattered = ((number << 8 | what) * FACTOR ^ self.key) & MASK
        return (scattered ^ scattered >> 59) * FACTOR & MASK

    def founded(self, number: int) -> int:
        """When the organization was created; later than the one before."""
        return self.start + number * self.slot + (number * FACTOR >> 64) % self.slot

    def user(self, number: int) -> tuple[str, int]:
        """The user's id, and when it was created: the first one of a home with its organization, the others later."""
        home, position = divmod(number, USERS_PER_ORGANIZATION)
        at, chance = self.founded(home), self.chance(USERS, number)
        if position:
            at += chance % max(1, min(JOINING, self.end - at))
        return id_of(USER, at, chance >> 40), at

    def company(self, number: int) -> Company:
        if number < len(self.companies):
            return self.companies[number]
        start, kind, chance = self.company_name(number)
        form = COMPANY_FORMS[chance % len(COMPANY_FORMS)]
        name = f"{start.text} {kind.text}"
        return Company(f"{name} {form}" if form else name, self.slug(number))

    def company_name(self, number: int) -> tuple[Name, Name, int]:
        """The parts of the name, and the bits that are left."""
        chance, start = divmod(self.chance(COMPANIES, number), len(COMPANY_STARTS))
        chance, kind = divmod(chance, len(COMPANY_KINDS))
        return COMPANY_STARTS[start], COMPANY_KINDS[kind], chance

    def slug(self, number: int) -> str:
        """The organization's slug; it is part of the addresses of those at home there, even if it is not shown."""
        if number < len(self.companies):
            return self.companies[number].slug
        start, kind, _ = self.company_name(number)
        return f"{start.ascii}-{kind.ascii}-{self.label_in_slug}{base36(number)}"

    @property
    def label_in_slug(self) -> str:
        return f"{self.label}-" if self.label.isdecimal() else ""

    def person(self, number: int) -> Person:
        """Who the user is. No two have the same address."""
        home, position = divmod(number, USERS_PER_ORGANIZATION)
        first = self.chance(PEOPLE, home)
        given, culture = GIVEN[(first + position * GIVEN_NAME_STEP) % len(GIVEN)]
        family = culture.family[(first >> 48) // (position + 1) % len(culture.family)]
        return Person(given, family, culture, f"{given.ascii}.{family.ascii}@{self.slug(home)}.example")

    def sizes(self) -> Iterator[int]:
        """The number of members of each organization; 20 on average, where there are users enough."""
        left, block = self.organizations, 0
        while left:
            count = min(left, BLOCK)
            sizes = sizes_of_block(count)
            Random(self.chance(SHUFFLES, block)).shuffle(sizes)  # noqa: S311
            yield from (min(size, self.users) for size in sizes)
            left, block = left - count, block + 1

    def members(self, number: int, size: int, random: Random) -> list[int]:
        """The users who are members of an organization, each once: its own people, then others in no order."""
        first = number * USERS_PER_ORGANIZATION
        own = min(size, USERS_PER_ORGANIZATION)
        members = list(range(first, first + own))
        others, users = size - own, self.users
        if others:
            gap = (users - USERS_PER_ORGANIZATION) // others
            place = first + USERS_PER_ORGANIZATION - 1
            for _ in range(others):
                place += 1 + int(random.random() * gap)
                members.append(place % users)
        return members


def sizes_of_block(count: int) -> list[int]:
    """The sizes of so many organizations, up to `BLOCK`; 20 on average."""
    rounds, rest = divmod(count, len(SIZES))
    if count < 2 * len(SIZES):  # too few people for the largest
        return [20] * count
    sizes = list(SIZES) * rounds + [20] * rest
    if count == BLOCK:
        sizes = [size - 10 if size >= LARGE else size for size in sizes]
        sizes[0] += count * 20 - sum(sizes)
    return sizes


def id_of(prefix: str, at: int, chance: int) -> str:
    """An id of 80 bits of chance, in the form of `gateway.ids.id_as_of` but sooner: millions are made."""
    return f"{prefix}_{body_of(at << 80 | chance & RANDOM_BITS | VERSION_AND_VARIANT)}"


def milliseconds(at: datetime) -> int:
    return (at - EPOCH) // MILLISECOND


def moment(at: int) -> datetime:
    return EPOCH + MILLISECOND * at


def between(since: datetime, until: datetime, random: Random) -> datetime:
    """A moment of whole milliseconds, not before `since` and before `until`."""
    return since + MILLISECOND * int(random.random() * ((until - since) // MILLISECOND))


def base36(number: int) -> str:
    """The number in digits and lower-case letters."""
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
        if not number:
            return digits
