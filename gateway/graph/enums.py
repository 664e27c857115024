"""Enumerations of the features as GraphQL enums, with the descriptions their members carry."""

from typing import TypeVar

import strawberry

from gateway.described import Described
from gateway.errors import ProblemCode
from gateway.features.model import Feature
from gateway.memberships.model import MembershipStatus, ProvisioningMethod, SettableMembershipStatus
from gateway.portal_links.model import PortalLinkKind, PortalLinkStatus
from gateway.viewer import CallerKind

E = TypeVar("E", bound=type[Described])


def described(enum: E, name: str | None = None) -> E:
    """The enumeration itself, made known to Strawberry."""
    strawberry.enum(enum, name=name or enum.__name__, description=enum.__doc__)
    for value in enum.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = enum(value.value).description
    return enum


class OrderDirection(Described):
    """Which way a list is ordered."""

    ASC = "ASC", "Smallest or oldest first."
    DESC = "DESC", "Largest or newest first."


for enum in (
    ProblemCode,
    Feature,
    CallerKind,
    OrderDirection,
    MembershipStatus,
    SettableMembershipStatus,
    ProvisioningMethod,
    PortalLinkKind,
    PortalLinkStatus,
):
    described(enum)

__all__ = [
    "CallerKind",
    "Feature",
    "MembershipStatus",
    "OrderDirection",
    "PortalLinkKind",
    "PortalLinkStatus",
    "ProblemCode",
    "ProvisioningMethod",
    "SettableMembershipStatus",
    "described",
]
