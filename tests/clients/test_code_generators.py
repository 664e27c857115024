"""Code generators take schema.graphql as it is, and what they generate type-checks or runs."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path
from textwrap import dedent

from tests.running.node import NODE

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "schema.graphql"
PACKAGES = Path(__file__).with_name("node") / "node_modules"
ARIADNE = Path(sys.prefix) / "ariadne-codegen" / "bin" / "ariadne-codegen"
OPERATIONS = """
query Members($id: ID!, $after: String) {
  organization(by: { id: $id }) {
    id
    displayName
    metadata
    features { name enabled }
    memberships(first: 10, after: $after) {
      totalCount
      nodes { id status roles user { id email name } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
mutation Toggle($input: EnableFeatureInput!) {
  enableFeature(input: $input) {
    __typename
    ... on FeatureSetting { name enabled }
    ... on NotFoundProblem { message code }
  }
}
"""


async def succeeds(*command: str | Path, folder: Path) -> str:
    """What a program prints that ends well."""
    process = await asyncio.create_subprocess_exec(*map(str, command), cwd=folder, stdout=PIPE, stderr=STDOUT)
    async with asyncio.timeout(120):
        output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    return output.decode()


def room_with_packages(folder: Path) -> Path:
    (folder / "node_modules").symlink_to(PACKAGES)
    (folder / "package.json").write_text('{"private": true, "type": "module"}')
    return folder


async def test_graphql_codegen_generates_types_that_typescript_takes(tmp_path: Path) -> None:
    room = room_with_packages(tmp_path)
    (room / "operations.graphql").write_text(OPERATIONS)
    config = {
        "schema": str(SCHEMA),
        "documents": ["operations.graphql"],
        "generates": {"./generated/": {"preset": "client"}},
    }
    (room / "codegen.json").write_text(json.dumps(config))
    await succeeds(NODE, PACKAGES / "@graphql-codegen/cli/cjs/bin.js", "--config", "codegen.json", folder=room)
    (room / "use.ts").write_text(
        dedent("""
        import type { MembersQuery, MembersQueryVariables, ToggleMutation } from "./generated/graphql";
        const variables: MembersQueryVariables = { id: "org_1" };
        export const emails = (data: MembersQuery): (string | undefined)[] =>
          data.organization?.memberships.nodes.map((membership) => membership.user?.email) ?? [];
        export const state = (data: ToggleMutation) =>
          data.enableFeature.__typename === "FeatureSetting" ? data.enableFeature.enabled : variables.id;
        """)
    )
    options = ("--strict", "--noEmit", "--skipLibCheck", "--module", "esnext", "--moduleResolution", "bundler")
    await succeeds(NODE, PACKAGES / "typescript/bin/tsc", *options, "use.ts", folder=room)


async def test_relays_compiler_takes_the_pages(tmp_path: Path) -> None:
    room = room_with_packages(tmp_path)
    (room / "src").mkdir()
    (room / "schema.graphql").write_text(SCHEMA.read_text())
    (room / "src" / "Members.js").write_text(
        dedent("""
        import { graphql } from "react-relay";
        graphql`
          fragment Members_organization on Organization
          @refetchable(queryName: "MembersPaginationQuery")
          @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) {
            memberships(first: $count, after: $cursor) @connection(key: "Members_memberships") {
              edges { cursor node { id status user { id email } } }
              pageInfo { hasNextPage endCursor }
            }
          }
        `;
        """)
    )
    config = {"src": "src", "schema": "schema.graphql", "language": "javascript", "eagerEsModules": True}
    (room / "relay.config.json").write_text(json.dumps(config))
    await succeeds(NODE, PACKAGES / "relay-compiler/cli.js", "relay.config.json", folder=room)
    query = (room / "src/__generated__/MembersPaginationQuery.graphql.js").read_text()
    assert "node(id: $id)" in query
    assert "LinkedHandle" in query


async def test_ariadne_codegen_generates_a_client_that_python_imports(tmp_path: Path) -> None:
    (tmp_path / "operations.graphql").write_text(OPERATIONS)
    (tmp_path / "pyproject.toml").write_text(
        dedent(f"""
        [tool.ariadne-codegen]
        schema_path = {json.dumps(str(SCHEMA))}
        queries_path = "operations.graphql"
        """)
    )
    await succeeds(ARIADNE, folder=tmp_path)
    code = "from graphql_client import Client; print(Client.members.__name__, Client.toggle.__name__)"
    assert await succeeds(ARIADNE.with_name("python"), "-c", code, folder=tmp_path) == "members toggle\n"
