"""Enterprise features of an organization; all are off until they are switched on."""

from dataclasses import dataclass
from datetime import datetime

from gateway.described import Described
from gateway.errors import Conflict, ProblemCode


class Feature(Described):
    """An enterprise feature that can be switched on for an organization."""

    SSO = "SSO", "Single sign-on through the organization's own identity provider."
    DIR_SYNC = "DIR_SYNC", "Users and groups synchronised from the organization's directory (SCIM)."
    DOMAIN_VERIFICATION = "DOMAIN_VERIFICATION", "E-mail domains the organization proves to be its own."
    SESSION_POLICY = "SESSION_POLICY", "Session lifetimes the organization sets for its members."


@dataclass(frozen=True, slots=True)
class FeatureSetting:
    organization_id: str
    name: str
    enabled: bool
    updated_at: datetime | None
    """When it was last switched; None when it never was."""


class FeatureOff(Conflict):
    """The organization does not have the feature switched on."""

    code = ProblemCode.FEATURE_OFF
