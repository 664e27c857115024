"""Faults of an input: which field each names, and how they read."""

import re
from typing import Any

import pytest

from tests.connections.builders import pem, service_provider_xml, some_der
from tests.graph.test_bad_input import BAD_TEXTS, OPERATIONS, value_of
from tests.helpers import Api

GOES_ON = re.compile(r"(must|cannot|is|has|contains|describes) .*[^.]\Z")
"""How a message goes on from the name of its field."""


async def test_a_refusal_reads_as_one_sentence(api: Api) -> None:
    given = {"displayName": " ", "slug": "No", "metadata": {"my_key": "x" * 501}}
    assert (await api.mutate("createOrganization", **given))["message"] == (
        "displayName must not be empty; "
        "slug must be lower-case letters, digits and inner hyphens, in labels separated by dots; "
        "metadata.my_key must have at most 500 characters, has 501"
    )
    id = await api.organization()
    broken = [pem(some_der(), "PRIVATE KEY"), "<a/>", pem(b"") + pem(some_der())]
    certificates = await api.mutate("createSamlConnection", organizationId=id, displayName="X", certificates=broken)
    assert certificates["message"] == (
        "certificates.0 contains a private key, which nobody but the identity provider may know: give the certificate "
        "only, and replace the key if it is a real one (it was not stored); "
        "certificates.1 is XML, not a certificate: if it is metadata, give it as metadata; "
        "certificates.2 has a block (number 1 of 2) that is not an X.509 certificate, or only a part of one"
    )
    metadata = await api.mutate(
        "createSamlConnection", organizationId=id, displayName="X", idpMetadataXml=service_provider_xml()
    )
    assert metadata["message"] == (
        "idpMetadataXml describes a service provider (an application, perhaps our own): "
        "give the metadata of the identity provider"
    )


async def test_the_key_of_a_map_is_named_as_it_was_given(api: Api) -> None:
    id = await api.organization()
    for name, given, field in (
        ("createOrganization", {"displayName": "X", "metadata": {"ok": "", "my_key": 7}}, "metadata.my_key"),
        ("mergeOrganizationMetadata", {"id": id, "metadata": {"a.b_c": "x" * 501}}, "metadata.a.b_c"),
        (
            "createOidcConnection",
            {"organizationId": id, "displayName": "X", "attributeMapping": {"first_name": ""}},
            "attributeMapping.first_name",
        ),
    ):
        refused = await api.mutate(name, **given)
        assert [fault["field"] for fault in refused["fields"]] == [field]


def faults_in(body: Any) -> list[dict[str, Any]]:
    """Every fault anywhere in a response."""
    if isinstance(body, dict):
        own = [body] if {"field", "message"} <= body.keys() else []
        return own + [fault for part in body.values() for fault in faults_in(part)]
    return [fault for part in body for fault in faults_in(part)] if isinstance(body, list) else []


@pytest.mark.parametrize("what", ["a NUL character", "an empty text", "an over-long text", "wildcards"])
async def test_every_message_goes_on_from_the_name_of_its_field(api: Api, what: str) -> None:
    found = set()
    for _, document, given in OPERATIONS:
        variables = {
            key: value_of(argument.type, BAD_TEXTS[what], only=only) for key, (argument, only) in given.items()
        }
        faults = "{ __typename ... on InvalidInputProblem { fields { field message } } }"
        if document.startswith("mutation"):
            document = document.replace("{ __typename }", faults)
        _, body = await api.post({"query": document, "variables": variables})
        found |= {fault["message"] for fault in faults_in(body)}
    assert found
    assert [message for message in found if not GOES_ON.match(message)] == []
