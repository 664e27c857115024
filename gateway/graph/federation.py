"""The schema as a subgraph (Apollo Federation 2, subgraph specification)."""

from operator import itemgetter
from typing import Any

import strawberry
from graphql import GraphQLResolveInfo
from strawberry.federation.schema import Schema as FederationSchema
from strawberry.federation.schema_directives import Key as FederationKey

from gateway.engine import as_given
from gateway.errors import Fault, Invalid
from gateway.graph.context import Context, Info
from gateway.graph.finding import KEYS, Asked, Key, find_all, sorted_out
from gateway.graph.sdl import subgraph_sdl
from gateway.viewer import Permission

DESCRIPTIONS = {
    "_Any": "An entity as another subgraph knows it: __typename and a key.",
    "_Entity": "What other subgraphs can refer to.",
}
ENTITIES = "For routers: the entities these representations stand for; null where there is none."
TYPE_NAME = "__typename"
REPRESENTATIONS = "Up to 100 of them, where the operator has set no other bound."


@strawberry.type(name="_Service", description="This subgraph.")
class Service:
    @strawberry.field(description="The subgraph's schema. The operator may ask for the permission `federation:sdl`.")
    def sdl(self, info: Info) -> str:
        settings = info.context.call.settings
        if settings.federation_sdl == "router":
            info.context.viewer.must(Permission.FEDERATION_SDL)
        return subgraph_sdl(info.schema, access_directives=settings.federation_access_directives)


@strawberry.type
class FederationQuery:
    @strawberry.field(name="_service", description="For routers: this subgraph.")
    def service(self) -> Service:
        return Service()


def directives_of(definition: Any) -> list[Any]:
    return list(getattr(definition, "directives", None) or ())


class SubgraphSchema(FederationSchema):
    """A subgraph schema whose entities are loaded together, and whose machinery is described like the rest."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        types: Any = self._schema.type_map
        for name, description in DESCRIPTIONS.items():
            types[name].description = description
        # Strawberry looks at each representation twice, as a scalar and as an argument, and changes nothing.
        types["_Any"].coerce_input_value = as_given
        entities = types["Query"].fields["_entities"]
        entities.resolve = self.resolve_entities
        entities.description = ENTITIES
        entities.args["representations"].description = REPRESENTATIONS
        self.names = {
            name: sorted(str(each.fields) for each in found)
            for name, concrete in self.schema_converter.type_map.items()
            if (found := [each for each in directives_of(concrete.definition) if isinstance(each, FederationKey)])
        }
        """Of the keys of each entity."""
        self.by_name = {
            (type_name, name): KEYS[type_name, name] for type_name in self.names for name in self.names[type_name]
        }

    def resolve_entities(self, root: None, info: GraphQLResolveInfo[Context], representations: list[Any]) -> Any:
        """What each representation stands for, or what is wrong with it; one statement loads those of one type and key.

        Raises Invalid when there are too many.
        """
        limit = info.context.call.settings.federation_max_representations
        if len(representations) > limit:
            raise Invalid(Fault("representations", "TOO_MANY", f"must be at most {limit} representations", limit))
        alike = self.alike(representations)
        if alike:
            return find_all(info.context, [None] * len(representations), [alike])
        wanted = map(self.wanted, representations, range(len(representations)))
        return find_all(info.context, *sorted_out(wanted))

    def alike(self, given: list[Any]) -> Asked | None:
        """What a router asks for at a time: entities of one type, all by one key; None where it is anything else."""
        if set(map(type, given)) != {dict} or set(map(len, given)) != {2}:
            return None
        try:
            (name,) = given[0].keys() - {TYPE_NAME}
            (type_name,) = set(map(itemgetter(TYPE_NAME), given))
            texts = list(map(itemgetter(name), given))
        except (KeyError, TypeError, ValueError):
            return None
        key = self.by_name.get((type_name, name))
        return Asked(key, texts, range(len(given))) if key and set(map(type, texts)) == {str} else None

    def wanted(self, given: Any, index: int) -> tuple[Key, str] | Invalid:
        """How the entity of a representation is found; Invalid, not raised, where the representation is none."""
        if isinstance(given, dict) and len(given) == 2:
            (one, type_name), (name, text) = given.items()
            if name == TYPE_NAME:
                one, type_name, name, text = name, text, one, type_name
            if one == TYPE_NAME and isinstance(type_name, str) and isinstance(text, str):
                key = self.by_name.get((type_name, name))
                if key:
                    return key, text
        return self.refusal(given, f"representations.{index}")

    def refusal(self, given: Any, field: str) -> Invalid:
        """What is wrong with a representation."""
        if not isinstance(given, dict):
            return Invalid(Fault(field, "NOT_A_REPRESENTATION", "must be an object"))
        names = self.names.get(str(given.get(TYPE_NAME)))
        if names is None:
            return Invalid(Fault(field, "UNKNOWN_TYPE", "has a __typename that is no entity of this subgraph"))
        return Invalid(Fault(field, "UNKNOWN_KEY", f"must have exactly one of the keys {', '.join(names)}, a string"))
