"""`gateway schema --check-against`: what a change of the schema does to its clients."""

import re
from pathlib import Path

import pytest

from gateway.graph.schema import schema
from gateway.graph.sdl import subgraph_sdl
from tests.running.processes import finished

SDL = subgraph_sdl(schema, access_directives=False)


async def against(old: Path) -> tuple[int, str, str]:
    return await finished("schema", "--check-against", str(old), env={})


async def test_a_field_that_is_gone_is_a_breaking_change_and_exits_with_1(tmp_path: Path) -> None:
    old = tmp_path / "old.graphql"
    old.write_text(SDL + "extend type User { nickname: String }")
    status, out, err = await against(old)
    assert (status, out) == (1, "breaking: Field User.nickname was removed.\n")
    assert err == f"breaking changes since {old}: 1\n"


async def test_a_new_enum_value_is_a_dangerous_change_and_exits_with_0(tmp_path: Path) -> None:
    old = tmp_path / "old.graphql"
    old.write_text(re.sub(r'  """[^"]*"""\n  SESSION_POLICY\n', "", SDL))
    status, out, _ = await against(old)
    assert (status, out) == (0, "dangerous: Enum value Feature.SESSION_POLICY was added.\n")


async def test_the_same_schema_has_no_changes_and_nothing_is_written(tmp_path: Path) -> None:
    old = tmp_path / "old.graphql"
    old.write_text(SDL)
    assert await against(old) == (0, "", f"no breaking changes since {old}\n")
    assert old.read_text() == SDL


@pytest.mark.parametrize("text", [b"", b"type Query {", b"type Query { a: Nothing }", b"\xff"])
async def test_what_is_no_schema_is_said_so_and_exits_with_2(tmp_path: Path, text: bytes) -> None:
    old = tmp_path / "old.graphql"
    old.write_bytes(text)
    status, out, err = await against(old)
    assert (status, out) == (2, "")
    assert f"{old} is not a GraphQL schema" in err


async def test_a_schema_that_is_not_there_is_said_so_and_exits_with_2(tmp_path: Path) -> None:
    status, out, err = await against(tmp_path / "old.graphql")
    assert (status, out) == (2, "")
    assert "does not exist" in err
