"""The schema as a subgraph (Apollo Federation 2, subgraph specification)."""

from typing import Any

from strawberry.federation.schema import FederationAny
from strawberry.federation.schema import Schema as FederationSchema

from gateway.errors import Fault, Invalid
from gateway.graph.context import Info

MAX_REPRESENTATIONS = 100

DESCRIPTIONS = {
    "_Any": "An entity as another subgraph knows it: __typename and a key.",
    "_Entity": "What other subgraphs can refer to.",
    "_Service": "This subgraph.",
}
FIELD_DESCRIPTIONS = {
    ("_Service", "sdl"): "The subgraph's schema.",
    ("Query", "_service"): "For routers: this subgraph.",
    ("Query", "_entities"): "For routers: the entities these representations stand for; null where there is none.",
}


class SubgraphSchema(FederationSchema):
    """A subgraph schema whose entities are loaded together, and whose machinery is described like the rest."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        types: Any = self._schema.type_map
        for name, description in DESCRIPTIONS.items():
            types[name].description = description
        for (name, field), description in FIELD_DESCRIPTIONS.items():
            types[name].fields[field].description = description
        types["Query"].fields["_entities"].args["representations"].description = "Up to 100 representations."

    def entities_resolver(self, info: Info, representations: list[FederationAny]) -> list[FederationAny]:
        """One awaitable per representation; those of one type and key end up in one statement. Raises Invalid."""
        if len(representations) > MAX_REPRESENTATIONS:
            message = f"must be at most {MAX_REPRESENTATIONS}"
            raise Invalid(Fault("representations", "TOO_MANY", message, MAX_REPRESENTATIONS))
        found = [self.entity(index, given) for index, given in enumerate(representations)]
        return [entity.resolve_reference(info=info, **key) for entity, key in found]

    def entity(self, index: int, given: Any) -> tuple[Any, dict[str, str]]:
        """The type and the key in a representation. Raises Invalid."""
        field = f"representations.{index}"
        if not isinstance(given, dict):
            raise Invalid(Fault(field, "NOT_A_REPRESENTATION", "must be an object"))
        key = {name: value for name, value in given.items() if name != "__typename"}
        known = self.schema_converter.type_map.get(str(given.get("__typename")))
        entity: Any = getattr(known.definition, "origin", None) if known else None
        if not hasattr(entity, "resolve_reference"):
            raise Invalid(Fault(field, "UNKNOWN_TYPE", "its __typename is not an entity of this subgraph"))
        keys = {str(directive.fields) for directive in entity.__strawberry_definition__.directives or ()}
        if len(key) != 1 or not keys & key.keys() or not all(isinstance(value, str) for value in key.values()):
            raise Invalid(Fault(field, "UNKNOWN_KEY", f"must have one of the keys {', '.join(sorted(keys))}, a string"))
        return entity, key
