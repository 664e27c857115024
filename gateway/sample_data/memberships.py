"""The rows of one made-up organization's memberships; by far the most rows, so this is the code that is in a hurry."""

from datetime import datetime, timedelta
from operator import attrgetter
from random import Random

from gateway.ids import id_as_of
from gateway.memberships.model import PREFIX, MembershipStatus, ProvisioningMethod
from gateway.roles.model import ADMIN, MEMBER
from gateway.sample_data.model import MembershipRow
from gateway.sample_data.organizations import Tenant
from gateway.sample_data.population import Population, between
from gateway.sample_data.words import TITLES

INVITATION_LIFETIME = timedelta(days=15)
STILL_OPEN = timedelta(days=13)
"""Invitations sent since then are pending for at least another day."""
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


def membership_rows(population: Population, tenant: Tenant, size: int, random: Random) -> list[MembershipRow]:
    """The organization's memberships, oldest first: its founder, an active admin, then everyone else."""
    until, organization = population.until, tenant.row
    founded = organization.created_at
    founder, *others = population.members(tenant.number, size, random)
    rows = []
    for user in others:
        user_id, user_at = population.user(user)
        at = between(max(user_at, founded), until, random)
        id = id_as_of(PREFIX, at, random.getrandbits(74))
        row = added(organization.id, id, user_id, at, random)
        chance = random.random()
        if chance < 0.08:
            row = open_invitation(row, population.person(user).email, until, random)
        elif chance < 0.28:
            row = accepted_invitation(row, population.person(user).email, until, random)
        rows.append(row)
    rows.sort(key=attrgetter("id"))
    id = id_as_of(PREFIX, founded, random.getrandbits(74))
    row = added(organization.id, id, population.user(founder)[0], founded, random)
    method = ProvisioningMethod.SIGN_UP.value
    return [row._replace(status="ACTIVE", roles=ADMIN_ROLES, provisioning_method=method), *rows]


def added(organization_id: str, id: str, user_id: str, at: datetime, random: Random) -> MembershipRow:
    """A member, seldom one that is switched off."""
    chance = random.random()
    return MembershipRow(
        organization_id,
        id,
        user_id,
        "INACTIVE" if chance < 0.06 else "ACTIVE",
        MEMBER_ROLES if chance < 0.90 else ADMIN_ROLES if chance < 0.98 else BOTH_ROLES,
        {"title": random.choice(TITLES)} if 0.5 < chance < 0.6 else NO_METADATA,
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


def open_invitation(row: MembershipRow, email: str, until: datetime, random: Random) -> MembershipRow:
    """An invitation: pending, or over for lack of an answer."""
    sent_at, times = row.created_at, 1
    if random.random() < 0.5:
        times += sent_at < until - STILL_OPEN
        sent_at = between(max(sent_at, until - STILL_OPEN), until, random)
    return row._replace(
        status=MembershipStatus.PENDING_INVITE.value,
        provisioning_method=INVITATION,
        invited_email=email,
        invitation_hash=random.randbytes(32),
        invitation_expires_at=sent_at + INVITATION_LIFETIME,
        invitations_sent=times,
        joined_at=None,
        version=times,
        updated_at=sent_at,
    )


def accepted_invitation(row: MembershipRow, email: str, until: datetime, random: Random) -> MembershipRow:
    """A member who was invited, and joined in time."""
    joined_at = between(row.created_at, min(row.created_at + INVITATION_LIFETIME, until), random)
    return row._replace(
        provisioning_method=INVITATION,
        invited_email=email,
        invitations_sent=1,
        joined_at=joined_at,
        version=2,
        updated_at=joined_at,
    )
