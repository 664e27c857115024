"""The rows of one made-up organization, of its people, of its features and of what happened to it."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any

from gateway.events.model import changed, facts
from gateway.features.model import Feature
from gateway.ids import id_as_of
from gateway.organizations.model import PREFIX, Organization
from gateway.sample_data.model import EventRow, EventSequenceRow, FeatureSettingRow, OrganizationRow, UserRow
from gateway.sample_data.population import (
    ORGANIZATIONS,
    OWN_PEOPLE,
    TENANTS,
    USERS_PER_ORGANIZATION,
    Company,
    Population,
    between,
    id_of,
    moment,
)
from gateway.sample_data.words import DEPARTMENTS, INDUSTRIES, PLANS, REGIONS
from gateway.viewer import SYSTEM

EVENT = "evt"
RECENTLY = timedelta(days=25)
"""Deleted organizations were deleted since then, so that all of them can still be restored."""
USUAL_FEATURES = {
    Feature.SSO: 0.40,
    Feature.DIR_SYNC: 0.22,
    Feature.DOMAIN_VERIFICATION: 0.28,
    Feature.SESSION_POLICY: 0.10,
}
"""How likely a customer is to have ever switched a feature on, on the second of the plans below."""
EAGERNESS = {"free": 0.5, "starter": 1.0, "business": 1.7, "enterprise": 2.5}


@dataclass(frozen=True, slots=True)
class Tenant:
    """An organization, with what the rows of its belongings are made from."""

    number: int
    company: Company
    states: tuple[OrganizationRow, ...]
    """As it was created, and after each change."""

    @property
    def row(self) -> OrganizationRow:
        return self.states[-1]


def tenant(population: Population, number: int) -> Tenant:
    """The organization of this number; always the same."""
    random = Random(population.chance(TENANTS, number))  # noqa: S311
    company = population.company(number)
    founded, until = population.founded(number), population.until
    at = moment(founded)
    external_id = company.external_id
    if external_id is None and (number == 0 or random.random() < 0.85):
        external_id = f"{population.external_ids}{number:06d}"
    slug = company.slug if company.named or random.random() < 0.7 else None
    logo_url = f"https://{company.domain}/logo.svg" if company.named or random.random() < 0.5 else None
    metadata = company.metadata or usual_metadata(random)
    id = id_of(PREFIX, founded, population.chance(ORGANIZATIONS, number))
    states = [OrganizationRow(id, company.display_name, external_id, slug, logo_url, metadata, 1, at, at, None)]
    if not company.named and random.random() < 0.35:
        metadata = {**metadata, "billingAccount": f"ba-{random.getrandbits(40):010x}"}
        states.append(states[-1]._replace(metadata=metadata, version=2, updated_at=between(at, until, random)))
    if not company.named and number > 0 and random.random() < 0.02:
        now = states[-1]
        deleted_at = between(max(now.updated_at, until - RECENTLY), until, random)
        states.append(now._replace(version=now.version + 1, updated_at=deleted_at, deleted_at=deleted_at))
    return Tenant(number, company, tuple(states))


def usual_metadata(random: Random) -> dict[str, str]:
    metadata = {"plan": random.choice(PLANS), "industry": random.choice(INDUSTRIES)}
    if random.random() < 0.6:
        metadata["region"] = random.choice(REGIONS)
    return metadata


def user_rows(population: Population, tenant: Tenant) -> list[UserRow]:
    """The organization's own people."""
    random = Random(population.chance(OWN_PEOPLE, tenant.number))  # noqa: S311
    first = tenant.number * USERS_PER_ORGANIZATION
    return [user_row(population, number, tenant, random) for number in range(first, first + USERS_PER_ORGANIZATION)]


def user_row(population: Population, number: int, tenant: Tenant, random: Random) -> UserRow:
    person = population.person(number)
    id, created = population.user(number)
    at = moment(created)
    metadata = {}
    if random.random() < 0.6:
        metadata = {"department": random.choice(DEPARTMENTS), "locale": person.culture.locale}
    known = random.random() < 0.96  # the others were invited by their address and have not said their name
    return UserRow(
        id,
        person.email,
        f"{population.external_ids}user-{number:07d}" if random.random() < 0.55 else None,
        person.name if known else None,
        person.given_name.text if known else None,
        person.family_name.text if known else None,
        metadata,
        at,
        at,
    )


def feature_rows(population: Population, tenant: Tenant, random: Random) -> list[FeatureSettingRow]:
    """The features that were ever switched on; a tenth of them is off again."""
    eagerness = EAGERNESS[tenant.row.metadata["plan"]]
    named = tenant.company.named
    return [
        FeatureSettingRow(
            tenant.row.id,
            feature.value,
            named or random.random() < 0.9,
            between(tenant.row.created_at, population.until, random),
        )
        for feature, likelihood in USUAL_FEATURES.items()
        if random.random() < likelihood * eagerness or (named and feature in (Feature.SSO, Feature.DIR_SYNC))
    ]


def event_rows(tenant: Tenant, random: Random) -> tuple[list[EventRow], EventSequenceRow]:
    """The organization's events, numbered from 1, and its counter."""
    id = tenant.row.id
    states = [Organization(*state) for state in tenant.states]
    changes: list[tuple[str, dict[str, Any] | None, dict[str, Any]]] = [
        ("organization.created", None, facts(states[0])),
        *(
            ("organization.deleted" if after.deleted_at else "organization.updated", *changed(before, after))
            for before, after in pairwise(states)
        ),
    ]
    events = [
        EventRow(
            id,
            id_as_of(EVENT, state.updated_at, random.getrandbits(74)),
            sequence,
            type,
            SYSTEM.kind.value,
            SYSTEM.id,
            id,
            before,
            after,
            state.updated_at,
        )
        for sequence, (state, (type, before, after)) in enumerate(zip(states, changes, strict=True), start=1)
    ]
    return events, EventSequenceRow(id, len(events))
