"""The rows of one made-up organization's memberships; by far the most rows, so this is the code that is in a hurry."""

from datetime import datetime, timedelta
from operator import itemgetter
from random import Random

from gateway.ids import MILLISECOND
from gateway.memberships.model import PREFIX, ProvisioningMethod
from gateway.roles.model import ADMIN, MEMBER
from gateway.sample_data.model import MembershipRow
from gateway.sample_data.organizations import Tenant
from gateway.sample_data.population import Population, id_of, moment
from gateway.sample_data.words import TITLES

INVITATION_LIFETIME = timedelta(days=15)
ANSWERED_IN = timedelta(days=10) // MILLISECOND
STILL_OPEN = timedelta(days=13) // MILLISECOND
"""Invitations sent since then are pending for at least another day; in milliseconds, as are all times that are ints."""
ADMIN_ROLES, MEMBER_ROLES, BOTH_ROLES = (ADMIN,), (MEMBER,), (ADMIN, MEMBER)
METHODS = tuple(
    method.value
    for method, weight in (
        (ProvisioningMethod.API, 5),
        (ProvisioningMethod.SSO, 4),
        (ProvisioningMethod.SCIM, 3),
    )
    for _ in range(weight)
)
INVITATION = ProvisioningMethod.INVITATION.value
NO_METADATA: dict[str, str] = {}
METADATA = tuple({"title": title} for title in TITLES)
USUAL = 0.5
"""The chance of an active member."""


def membership_rows(population: Population, tenant: Tenant, size: int, random: Random) -> list[MembershipRow]:
    """The organization's memberships, oldest first: its founder, an active admin, then everyone else."""
    end, organization_id = population.end, tenant.row.id
    founded = population.founded(tenant.number)
    founder, *others = population.members(tenant.number, size, random)
    rows = []
    for user in others:
        user_id, user_at = population.user(user)
        earliest = user_at if user_at > founded else founded
        at = earliest + int(random.random() * (end - earliest))
        id = id_of(PREFIX, at, random.getrandbits(80))
        chance = random.random()
        if chance < 0.08:
            rows.append(open_invitation(organization_id, id, population.person(user).email, at, end, random))
        elif chance < 0.28:
            rows.append(
                accepted_invitation(organization_id, id, user_id, population.person(user).email, at, end, random)
            )
        else:
            rows.append(added(organization_id, id, user_id, moment(at), random.random()))
    rows.sort(key=itemgetter(1))
    key = (organization_id, id_of(PREFIX, founded, random.getrandbits(80)), population.user(founder)[0])
    first = added(*key, tenant.row.created_at, USUAL)
    return [first._replace(roles=ADMIN_ROLES, provisioning_method=ProvisioningMethod.SIGN_UP.value), *rows]


def added(organization_id: str, id: str, user_id: str, at: datetime, chance: float) -> MembershipRow:
    """A member who was not invited, seldom one that is switched off."""
    return MembershipRow(
        organization_id,
        id,
        user_id,
        "ACTIVE" if chance > 0.06 else "INACTIVE",
        MEMBER_ROLES if chance < 0.90 else ADMIN_ROLES if chance < 0.98 else BOTH_ROLES,
        METADATA[int(chance * 1000) % len(METADATA)] if 0.5 < chance < 0.6 else NO_METADATA,
        METHODS[int(chance * 1000) % len(METHODS)],
        None,
        None,
        None,
        0,
        at,
        1,
        at,
        at,
    )


def open_invitation(organization_id: str, id: str, email: str, at: int, end: int, random: Random) -> MembershipRow:
    """An invitation: pending, or over for lack of an answer."""
    sent, times = at, 1
    if random.random() < 0.5:
        earliest = max(at, end - STILL_OPEN)
        sent, times = earliest + int(random.random() * (end - earliest)), 1 + (at < earliest)
    sent_at = moment(sent)
    return MembershipRow(
        organization_id,
        id,
        None,
        "PENDING_INVITE",
        MEMBER_ROLES if random.random() < 0.9 else ADMIN_ROLES,
        NO_METADATA,
        INVITATION,
        email,
        random.randbytes(32),
        sent_at + INVITATION_LIFETIME,
        times,
        None,
        times,
        moment(at),
        sent_at,
    )


def accepted_invitation(
    organization_id: str, id: str, user_id: str, email: str, at: int, end: int, random: Random
) -> MembershipRow:
    """A member who was invited, and joined in time."""
    joined_at = moment(at + int(random.random() * min(end - at, ANSWERED_IN)))
    return MembershipRow(
        organization_id,
        id,
        user_id,
        "ACTIVE",
        MEMBER_ROLES if random.random() < 0.9 else ADMIN_ROLES,
        NO_METADATA,
        INVITATION,
        email,
        None,
        None,
        1,
        joined_at,
        2,
        moment(at),
        joined_at,
    )
