"""What is asked: five operations, each as GraphQL requests that are sent in turn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

READS = ("Q1", "Q2", "Q3", "Q4")
WRITES = ("M1",)
NAMES = (*READS, *WRITES)
"""M1 comes last: what the others read is as it was when their answers were compared."""
FIRST_ORGANIZATIONS = 50
ASKED_FOR = 100
"""Organizations that Q1 asks for one by one, and Q4 together."""
WRITTEN = 64
"""Organizations that M1 writes in turn: more than there are connections, so that requests seldom wait for a lock."""
CHANGES = 500
"""Of each: in all more than a run has requests."""

Q1 = """query Q1($id: ID!) { organization(by: {id: $id}) {
  id displayName externalId slug logoUrl metadata createdAt } }"""

Q2 = """query Q2 { organizations(first: 50) { nodes {
  id displayName externalId slug logoUrl metadata version createdAt updatedAt deletedAt } } }"""

Q3 = """query Q3 { organizations(first: 20) { nodes {
  id displayName externalId metadata
  features { name enabled }
  connections(first: 5) { nodes { id status enabled } }
  memberships(first: 10) { totalCount nodes { roles user { id email name } } } } } }"""

Q4 = """query Q4($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename ... on Organization { id displayName externalId slug } } }"""

M1 = """mutation M1($input: UpdateOrganizationInput!) { updateOrganization(input: $input) {
  __typename ... on Organization { id displayName version } } }"""

DESCRIPTIONS = {
    "Q1": "an organization by id: 7 fields",
    "Q2": "50 organizations with 10 scalars each",
    "Q3": "the dashboard: 20 organizations with metadata, 10 members each with their user and the total, features, "
    "connections",
    "Q4": "`_entities` for 100 organizations: 4 fields each",
    "M1": "update an organization: the row, the event and its sequence in one transaction",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One GraphQL request."""

    query: str
    variables: dict[str, Any]

    @property
    def body(self) -> str:
        return orjson.dumps({"query": self.query, "variables": self.variables}).decode()


@dataclass(frozen=True, slots=True)
class Asked:
    """Ids of organizations, apart from each other: those that are read, and those that are written."""

    read: list[str]
    written: list[str]


def update(id: str, name: str) -> Request:
    return Request(M1, {"input": {"id": id, "displayName": name}})


def updates(asked: Asked, run: str) -> list[Request]:
    """Changes of every written organization in turn, each to a name of its own: none leaves a row as it was.

    `run` makes the names different from those of every other run.
    """
    return [update(id, f"Name {number:04} {run}") for number in range(CHANGES) for id in asked.written]


READING: dict[str, Callable[[Asked], list[Request]]] = {
    "Q1": lambda asked: [Request(Q1, {"id": id}) for id in asked.read],
    "Q2": lambda asked: [Request(Q2, {})],
    "Q3": lambda asked: [Request(Q3, {})],
    "Q4": lambda asked: [
        Request(Q4, {"representations": [{"__typename": "Organization", "id": id} for id in asked.read]})
    ],
}


def requests(operation: str, asked: Asked, run: str) -> list[Request]:
    """What is sent for an operation, in turn."""
    return updates(asked, run) if operation in WRITES else READING[operation](asked)
