"""Who there is and who belongs where, as arithmetic: any organization or user is computed from its number alone.

So the rows of one table can name those of another without either being kept in memory. User `u` is at home in
organization `u // 5`; each organization has its own people and others from all over the environment.

Times are relative to `until`, a midnight in UTC: what is made twice on one day is the same. The first organization is
two years older than `until`, the last one hardly.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import NamedTuple

from gateway.ids import id_as_of
from gateway.organizations.model import PREFIX as ORGANIZATION
from gateway.sample_data.words import COMPANY_FORMS, COMPANY_KINDS, COMPANY_STARTS, GIVEN, Culture, Name
from gateway.users.model import PREFIX as USER

USERS_PER_ORGANIZATION = 5
SPAN = timedelta(days=730)
JOINING = timedelta(days=90)
"""How long after their organization its own people arrive, at most."""
SIZES = (150, 60, 40, 30, 20, 15, 12, 10, 9, 8, 8, 6, 6, 5, 5, 4, 4, 3, 3, 2)
"""Members of twenty organizations: 20 each on average, as uneven as life."""
LARGE = 40
BLOCK = 1000
"""In each thousand organizations the large ones give ten members each to a single one, which has over 1,600."""
GIVEN_NAME_STEP = 37
"""Apart as the given names of one home are, so that no two are the same: 4 steps are fewer than all the names."""
GOLDEN, MASK = 0x9E3779B97F4A7C15, (1 << 64) - 1
"""Multiples of 2**64 divided by the golden ratio scatter well."""
MILLISECOND = timedelta(milliseconds=1)
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
    """So many organizations with their people; `label` keeps it apart from every other population."""

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

    def chance(self, what: str, number: int) -> int:
        """256 bits that belong to this one thing."""
        return int.from_bytes(blake2b(f"{self.label}/{what}/{number}".encode(), digest_size=32).digest())

    def organization_at(self, number: int) -> datetime:
        """When the organization was created; later than the one before."""
        slot = SPAN // MILLISECOND // self.organizations
        offset = number * slot + (number * GOLDEN & MASK) % slot
        return self.until - SPAN + MILLISECOND * offset

    def user_at(self, number: int, chance: int) -> datetime:
        """When the user was created; the first one of a home with its organization."""
        home, position = divmod(number, USERS_PER_ORGANIZATION)
        founded = self.organization_at(home)
        if position == 0:
            return founded
        possible = min(JOINING, self.until - founded) // MILLISECOND
        return founded + MILLISECOND * ((chance >> 100) % max(1, possible))

    def organization_id(self, number: int, at: datetime) -> str:
        return id_as_of(ORGANIZATION, at, self.chance("organization", number))

    def user(self, number: int) -> tuple[str, datetime]:
        """The user's id, and when it was created."""
        chance = self.chance("user", number)
        at = self.user_at(number, chance)
        return id_as_of(USER, at, chance), at

    def company(self, number: int) -> Company:
        if number < len(self.companies):
            return self.companies[number]
        start, kind, chance = self.company_name(number)
        form = COMPANY_FORMS[chance % len(COMPANY_FORMS)]
        name = f"{start.text} {kind.text}"
        return Company(f"{name} {form}" if form else name, self.slug(number))

    def company_name(self, number: int) -> tuple[Name, Name, int]:
        """The parts of the name, and the bits that are left."""
        chance, start = divmod(self.chance("company", number), len(COMPANY_STARTS))
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
        first = self.chance("people", home)
        given, culture = GIVEN[(first + position * GIVEN_NAME_STEP) % len(GIVEN)]
        family = culture.family[(first >> 64) // (position + 1) % len(culture.family)]
        return Person(given, family, culture, f"{given.ascii}.{family.ascii}@{self.slug(home)}.example")

    def sizes(self) -> Iterator[int]:
        """The number of members of each organization; 20 on average, where there are users enough."""
        left, block = self.organizations, 0
        while left:
            count = min(left, BLOCK)
            sizes = sizes_of_block(count)
            Random(f"{self.label}/sizes/{block}").shuffle(sizes)  # noqa: S311
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
