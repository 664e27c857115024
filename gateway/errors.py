"""The ways the gateway refuses a request on purpose.

    Refusal
    |-- Unauthenticated   no credential, or one that is unknown, expired or revoked
    |-- Unavailable       what is needed to tell who is calling cannot be reached
    |-- Forbidden         the viewer may not do this
    |-- NotFound          there is no such thing, or the viewer may not see it
    |-- Conflict          the request contradicts the stored state
    `-- Invalid           the input breaks rules the type system cannot express; names every field

Features subclass one family per refusal; each door renders a family once. Anything that is not a `Refusal` is a bug:
it is logged, and the caller sees only "internal error".
"""

from dataclasses import dataclass
from typing import ClassVar

from gateway.described import Described


class ProblemCode(Described):
    """What a program may branch on; a code never changes its meaning."""

    UNAUTHENTICATED = "UNAUTHENTICATED", "No credential was sent, or it is unknown, expired or revoked."
    UNAVAILABLE = "UNAVAILABLE", "The issuer of the caller's token cannot be reached; try again."
    FORBIDDEN = "FORBIDDEN", "The caller may not do this."
    NOT_FOUND = "NOT_FOUND", "There is no such thing, or the caller may not see it."
    INVALID_INPUT = "INVALID_INPUT", "The input breaks a rule; the problem names each field and rule."
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED", "The operation asks for more than a limit allows; the error names the limit."
    RATE_LIMITED = "RATE_LIMITED", "The caller has spent its budget; the error says how many seconds to wait."
    DOCUMENT_NOT_TRUSTED = (
        "DOCUMENT_NOT_TRUSTED",
        "The caller runs registered documents only; this is none, or it asks for the schema.",
    )
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND", "The document named by an id or a hash is not known."
    VERSION_CONFLICT = "VERSION_CONFLICT", "The thing was changed since the version the caller expects."
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED", "The idempotency key was used with another input."
    EXTERNAL_ID_TAKEN = "EXTERNAL_ID_TAKEN", "Another one has this external id."
    SLUG_TAKEN = "SLUG_TAKEN", "Another organization has this slug."
    EMAIL_TAKEN = "EMAIL_TAKEN", "Another user has this e-mail address."
    ALREADY_MEMBER = "ALREADY_MEMBER", "The user is a member of the organization already, or invited to it."
    LAST_ADMIN = "LAST_ADMIN", "An organization keeps at least one active admin."
    ROLE_UNKNOWN = "ROLE_UNKNOWN", "There is no role of this name."
    ROLE_TAKEN = "ROLE_TAKEN", "Another role has this name."
    ROLE_IN_USE = "ROLE_IN_USE", "Memberships have this role."
    NOT_DELETED = "NOT_DELETED", "The organization is not deleted, or its time to be restored is over."
    INVITATION_NOT_PENDING = "INVITATION_NOT_PENDING", "The membership is no pending invitation."
    INVITATION_EXPIRED = "INVITATION_EXPIRED", "The invitation is over; it can be resent."
    FEATURE_OFF = "FEATURE_OFF", "The feature is not switched on for the organization."
    CONNECTION_INCOMPLETE = "CONNECTION_INCOMPLETE", "The connection lacks required settings."
    LINK_EXPIRED = "LINK_EXPIRED", "The portal link is over."
    LINK_USED = "LINK_USED", "The portal link was for a single use."
    LINK_REVOKED = "LINK_REVOKED", "The portal link was revoked, or its maker may make none any more."
    RESERVED_NAME = "RESERVED_NAME", "The built-in roles cannot be deleted."


class Refusal(Exception):
    """An expected "no"; its message is safe to show to the caller."""

    code: ClassVar[ProblemCode]


class Unauthenticated(Refusal):
    """No credential was sent, or it is unknown, expired or revoked."""

    code = ProblemCode.UNAUTHENTICATED


class Unavailable(Refusal):
    """What is needed to tell who is calling cannot be reached; the same request may succeed later."""

    code = ProblemCode.UNAVAILABLE


class Forbidden(Refusal):
    """The viewer may not do this."""

    code = ProblemCode.FORBIDDEN


class NotFound(Refusal):
    """There is no such thing, or the viewer may not see it; the two are not told apart."""

    code = ProblemCode.NOT_FOUND


class Conflict(Refusal):
    """The request contradicts the stored state."""


class VersionConflict(Conflict):
    """The row was changed since the version the caller expects."""

    code = ProblemCode.VERSION_CONFLICT

    def __init__(self, current_version: int) -> None:
        super().__init__(f"the current version is {current_version}")
        self.current_version = current_version


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule of one input field."""

    field: str
    """The field's path in the input, in Python's words, `organization.display_name`; a door says it in its own."""
    rule: str
    """The rule's name, in capitals: TOO_LONG."""
    message: str
    """What is wrong; goes on from the field's name, in lower case and without a full stop: "must not be empty"."""
    limit: int | None = None
    """The rule's bound, where it has one."""
    key: str | None = None
    """Where the field is a map and the fault one value's: the value's key, as it was given."""


class Invalid(Refusal):
    """The input breaks rules the type system cannot express; every broken one is named at once."""

    code = ProblemCode.INVALID_INPUT

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.field} {fault.message}" for fault in faults))
        self.faults = faults
