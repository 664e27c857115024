"""How a refusal reaches the caller: a member of the mutation's result union, or an entry of `errors` with its code."""

import logging
import re
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.types.field import StrawberryField

from gateway import errors
from gateway.errors import Fault, Refusal
from gateway.graph.enums import ProblemCode
from gateway.idempotency.model import IdempotencyKeyReused

log = logging.getLogger(__name__)
LONGEST_MESSAGE = 1000
"""Characters: what is wrong with a document is told with a part of it, which may be all of it."""


@strawberry.interface(description="Why something was refused.")
class Problem:
    message: str = strawberry.field(description="For people; may change. Branch on code or __typename.")
    code: ProblemCode = strawberry.field(description="For programs.")

    @classmethod
    def of(cls, refusal: Any) -> "Problem":
        return cls(message=str(refusal), code=refusal.code)


@strawberry.type(description="The caller may not do this.")
class ForbiddenProblem(Problem):
    pass


@strawberry.type(description="There is no such thing, or the caller may not see it.")
class NotFoundProblem(Problem):
    pass


@strawberry.type(description="The idempotency key was used with another input within the last 24 hours.")
class IdempotencyKeyReusedProblem(Problem):
    pass


@strawberry.type(description="The thing was changed since the version the caller expects.")
class VersionConflictProblem(Problem):
    current_version: int = strawberry.field(description="The version it has now.")

    @classmethod
    def of(cls, refusal: Any) -> "VersionConflictProblem":
        return cls(message=str(refusal), code=refusal.code, current_version=refusal.current_version)


@strawberry.type(description="One broken rule of one input field.")
class InputFault:
    field: str = strawberry.field(
        description="The field's path in the input, such as `organization.displayName`; a map's keys are as given."
    )
    rule: str = strawberry.field(description="The rule's name, such as TOO_LONG.")
    message: str = strawberry.field(
        description="What is wrong, for people; goes on from the field's name, as in `must not be empty`."
    )
    limit: int | None = strawberry.field(description="The rule's bound, where it has one.")

    @classmethod
    def of(cls, fault: Fault) -> "InputFault":
        field = in_camel_case(fault.field) + ("" if fault.key is None else f".{fault.key}")
        return cls(field=field, rule=fault.rule, message=fault.message, limit=fault.limit)


@strawberry.type(description="The input breaks rules; every broken one is named.")
class InvalidInputProblem(Problem):
    fields: list[InputFault] = strawberry.field(description="Each broken rule, with its field.")

    @classmethod
    def of(cls, refusal: Any) -> "InvalidInputProblem":
        faults = [InputFault.of(fault) for fault in refusal.faults]
        return cls(message=in_one_text(faults), code=refusal.code, fields=faults)


def in_one_text(faults: list[InputFault]) -> str:
    """The faults as a sentence: `displayName must not be empty; slug must be ...`."""
    return "; ".join(f"{fault.field} {fault.message}" for fault in faults)


def in_camel_case(path: str) -> str:
    """An input path as GraphQL says it: `organization.display_name` -> `organization.displayName`."""
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), path)


def expect(refusal: type[Refusal], problem: type[Problem]) -> strawberry.ExceptionHandler[Any]:
    """Answer with `problem` where a field's union lists it and its resolver raised `refusal`."""

    class Handler(strawberry.ExceptionHandler):  # type: ignore[type-arg]
        exception_type = refusal
        error_type = problem

        def handle(self, exception: Refusal, *, field: StrawberryField, info: Any) -> Problem:
            return problem.of(exception)

    return Handler()


EXPECTED = [
    expect(errors.Forbidden, ForbiddenProblem),
    expect(errors.NotFound, NotFoundProblem),
    expect(errors.Invalid, InvalidInputProblem),
    expect(errors.VersionConflict, VersionConflictProblem),
    expect(IdempotencyKeyReused, IdempotencyKeyReusedProblem),
]


def formatted(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """An entry of `errors`: a refusal with its code, what the document itself got wrong, or a masked bug."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    entry: dict[str, Any] = {"message": error.message}
    if len(error.message) > LONGEST_MESSAGE:
        entry["message"] = error.message[:LONGEST_MESSAGE] + " ..."
    if error.locations:
        entry["locations"] = [location.formatted for location in error.locations]
    if error.path is not None:
        entry["path"] = error.path
    if isinstance(cause, Refusal):
        entry["message"] = str(cause)
        entry["extensions"] = {"code": cause.code.value}
        if isinstance(cause, errors.Invalid):
            faults = [InputFault.of(fault) for fault in cause.faults]
            entry["message"] = in_one_text(faults)
            entry["extensions"]["fields"] = [vars(fault) for fault in faults]
    elif cause is None:
        entry["extensions"] = {"code": "BAD_REQUEST"} | (error.extensions or {})
    else:
        log.error("resolver failed", exc_info=cause, extra={"path": error.path})
        entry["message"] = "internal error"
        entry["extensions"] = {"code": "INTERNAL", "requestId": request_id}
    return entry
