"""The words and limits of a connection's settings."""

from enum import EnumType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.connections import certificates, kinds
from gateway.connections.kinds import SamlBinding, SamlNameIdFormat
from gateway.connections.rules import attribute_mapping_faults
from gateway.described import Described

ENUMERATIONS = [
    kind
    for module in (kinds, certificates)
    for kind in vars(module).values()
    if isinstance(kind, EnumType) and kind is not Described and issubclass(kind, Described)
]


@pytest.mark.parametrize("kind", ENUMERATIONS)
def test_every_member_is_described_in_a_sentence_of_its_own(kind: type[Described]) -> None:
    descriptions = [member.description for member in kind]
    assert len(set(descriptions)) == len(descriptions)
    assert all(text[0].isupper() and text.endswith(".") for text in descriptions)
    assert [member.value for member in kind] == [member.name for member in kind]


def test_every_name_in_saml_is_an_urn_of_its_own() -> None:
    urns = [binding.urn for binding in SamlBinding] + [each.urn for each in SamlNameIdFormat]
    assert len(set(urns)) == 6
    assert all(urn.startswith("urn:oasis:names:tc:SAML:") for urn in urns)


def faults(mapping: dict[str, str]) -> list[tuple[str, str, int | None]]:
    found = attribute_mapping_faults(mapping, "attributeMapping")
    return [(f"{fault.field}.{fault.key}" if fault.key else fault.field, fault.rule, fault.limit) for fault in found]


@pytest.mark.parametrize(
    "mapping",
    [
        {},
        {"email": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "name": "displayName"},
        {"k" * 100: "v" * 256},
        {"prénom": "名前 属性"},
        {f"attribute{number}": "claim" for number in range(30)},
    ],
    ids=["none", "usual", "longest", "other scripts", "most"],
)
def test_a_mapping_within_the_limits_has_no_faults(mapping: dict[str, str]) -> None:
    assert faults(mapping) == []


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ({f"attribute{number}": "" for number in range(31)}, [("attributeMapping", "TOO_MANY", 30)]),
        ({"": "mail"}, [("attributeMapping", "TOO_SHORT", 1)]),
        ({" ": "mail"}, [("attributeMapping", "TOO_SHORT", 1)]),
        ({"email": "\u200b"}, [("attributeMapping.email", "TOO_SHORT", 1)]),
        ({"k" * 101: "mail"}, [("attributeMapping", "TOO_LONG", 100)]),
        ({"e\0mail": "mail"}, [("attributeMapping", "INVALID_CHARACTERS", None)]),
        ({"email": ""}, [("attributeMapping.email", "TOO_SHORT", 1)]),
        ({"email": "v" * 257}, [("attributeMapping.email", "TOO_LONG", 256)]),
        ({"email": "a\nb"}, [("attributeMapping.email", "INVALID_CHARACTERS", None)]),
        ({"email": "a\x9fb"}, [("attributeMapping.email", "INVALID_CHARACTERS", None)]),
        ({"email": "a\udc00b"}, [("attributeMapping.email", "INVALID_CHARACTERS", None)]),
        (
            {"email": "", "\0": "\0", "name": "cn"},
            [
                ("attributeMapping.email", "TOO_SHORT", 1),
                ("attributeMapping", "INVALID_CHARACTERS", None),
                ("attributeMapping", "INVALID_CHARACTERS", None),
            ],
        ),
    ],
)
def test_everything_beyond_the_limits_is_named(
    mapping: dict[str, str], expected: list[tuple[str, str, int | None]]
) -> None:
    assert faults(mapping) == expected


@given(st.dictionaries(st.text(st.characters(), max_size=120), st.text(st.characters(), max_size=300), max_size=40))
def test_a_mapping_without_faults_can_be_stored_and_a_fault_can_be_sent(mapping: dict[str, str]) -> None:
    found = attribute_mapping_faults(mapping, "attributeMapping")
    if not found:
        assert "\0" not in "".join([*mapping, *mapping.values()])
        "".join([*mapping, *mapping.values()]).encode()
    for fault in found:
        f"{fault.field} {fault.key} {fault.message}".encode()
