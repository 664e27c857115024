"""The schema, composed with two other subgraphs by the composers of the field."""

import asyncio
from pathlib import Path

import pytest
from graphql import GraphQLObjectType, build_schema

from gateway.graph.sdl import PUBLIC
from tests.federation.graph import APOLLO, FOLDER, GUILD, World
from tests.helpers import Api
from tests.running.node import running

pytestmark = pytest.mark.asyncio(loop_scope="session")
composers = pytest.mark.parametrize("composer", [APOLLO, GUILD])


@composers
async def test_it_composes_and_its_tags_and_weights_survive(world: World, composer: str) -> None:
    composed = await world.composed(composer, world.api)
    assert composed["errors"] == []
    assert {"@tag(name:", "@cost(weight:", "@listSize("} <= directives(composed["supergraph"])
    assert "@requiresScopes(" not in composed["supergraph"]


@composers
async def test_it_composes_with_access_directives(world: World, guarded: Api, composer: str) -> None:
    composed = await world.composed(composer, guarded)
    assert composed["errors"] == []
    assert '@requiresScopes(scopes: [["users:read"]])' in composed["supergraph"]


def directives(supergraph: str) -> set[str]:
    return {name for name in ("@tag(name:", "@cost(weight:", "@listSize(") if f" {name}" in supergraph}


async def test_the_contract_without_what_is_internal_is_the_graph_for_front_ends(world: World) -> None:
    composed = await world.composed(GUILD, world.api, exclude="internal")
    assert composed["errors"] == []
    public = build_schema(composed["public"], assume_valid_sdl=True)
    assert isinstance(public.query_type, GraphQLObjectType)
    assert isinstance(public.mutation_type, GraphQLObjectType)
    assert isinstance(public.subscription_type, GraphQLObjectType)
    of_others = {"project", "projects", "invoices"}
    fields = {*public.query_type.fields, *public.mutation_type.fields, *public.subscription_type.fields}
    assert fields - of_others == PUBLIC
    assert "CreateApiKeyInput" not in public.type_map


async def test_apollos_gateway_refuses_a_supergraph_with_access_directives(
    world: World, guarded: Api, tmp_path: Path
) -> None:
    supergraph, log = tmp_path / "supergraph.graphql", tmp_path / "log"
    supergraph.write_text((await world.composed(APOLLO, guarded))["supergraph"])
    async with running(FOLDER / "apollo.js", supergraph, log=log) as process:
        async with asyncio.timeout(60):
            assert await process.wait() != 0
    assert "requiresScopes" in log.read_text()
