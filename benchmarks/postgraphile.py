"""The operations in the words of PostGraphile, which makes its schema from the tables; and its answers in ours."""

from collections.abc import Callable
from typing import Any

from benchmarks.operations import Asked, Request
from benchmarks.operations import requests as our_requests
from gateway.features.model import Feature

Q1 = """query Q1($id: String!) { organization: organizationByRowId(rowId: $id) {
  id: rowId displayName externalId slug logoUrl metadata createdAt } }"""

Q2 = """query Q2 { organizations: allOrganizations(first: 50, condition: {deletedAt: null}) { nodes {
  id: rowId displayName externalId slug logoUrl metadata version createdAt updatedAt deletedAt } } }"""

Q3 = """query Q3 { organizations: allOrganizations(first: 20, condition: {deletedAt: null}) { nodes {
  id: rowId displayName externalId metadata
  features: featureSettingsByOrganizationId { nodes { name: rowId enabled } }
  connections: connectionsByOrganizationId(first: 5) { nodes { id: rowId status enabled } }
  memberships: membershipsByOrganizationId(first: 10) {
    totalCount nodes { roles user: userByUserId { id: rowId email name } } } } } }"""

M1 = """mutation M1($input: BenchmarkRenameOrganizationInput!) {
  updateOrganization: benchmarkRenameOrganization(input: $input) { result { id: rowId displayName version } } }"""

DOCUMENTS = {"Q1": Q1, "Q2": Q2, "Q3": Q3, "M1": M1}


def requests(operation: str, asked: Asked, run: str) -> list[Request]:
    """What is sent for an operation, in turn."""
    sent = [request.variables for request in our_requests(operation, asked, run)]
    if operation == "M1":
        inputs = [variables["input"] for variables in sent]
        sent = [{"input": {"organization": given["id"], "newName": given["displayName"]}} for given in inputs]
    return [Request(DOCUMENTS[operation], variables) for variables in sent]


def with_every_feature(data: Any) -> Any:
    """The table has no row for a feature that was never switched on."""
    for organization in data["organizations"]["nodes"]:
        enabled = {each["name"]: each["enabled"] for each in organization["features"]["nodes"]}
        organization["features"] = [{"name": name.value, "enabled": enabled.get(name, False)} for name in Feature]
    return data


def as_it_was(data: Any) -> Any:
    return data


MAPPED: dict[str, Callable[[Any], Any]] = {
    "Q1": as_it_was,
    "Q2": as_it_was,
    "Q3": with_every_feature,
    "M1": lambda data: {"updateOrganization": {"__typename": "Organization", **data["updateOrganization"]["result"]}},
}
"""By operation; `_entities` is not PostGraphile's."""


def mapped(operation: str, data: Any) -> Any:
    """Its data in the gateway's words."""
    return MAPPED[operation](data)
