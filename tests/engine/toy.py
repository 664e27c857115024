"""A schema whose fields are all declared to the engine and resolved for graphql-core from one line each.

Its rows hold whatever a test puts in: values of wrong classes, nulls where there may be none, exceptions. An exception
is raised where it is read.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, build_schema

from gateway.engine import DECLARED, ROW, Column, Computed, Loaded, Rows

SDL = """
enum Mood { CALM WILD }
interface Named { name: String! nick: String }
union Being = Person | Pet
type Person implements Named {
  id: ID! name: String! nick: String age: Int mood: Mood tall: Boolean score: Float
  tags: [String!]! labels: [String] matrix: [[Int!]]
  shout(times: Int = 1): String! whisper: String
  friend: Person bestFriend: Person! friends: [Person!]! maybeFriends: [Person] groups: [[Person!]!]
  pet: Pet beings: [Being!]! named: [Named] anyone: Being
}
type Pet implements Named { name: String! nick: String owner: Person! kind: Mood! }
type Query {
  people: [Person!]! person(id: ID!): Person needed: Person! being: Being names: [Named!]
  hello(to: String): String! slow: String
}
type Mutation { rename(id: ID! name: String): Person! fail: String! count: Int! }
"""


class Row:
    """Attributes; reading one that is an exception raises it."""

    def __init__(self, **values: Any) -> None:
        self.values = values

    def __getattr__(self, name: str) -> Any:
        try:
            value = self.__dict__["values"][name]
        except KeyError:
            raise AttributeError(name) from None
        if isinstance(value, Exception):
            raise value
        return value


class PersonRow(Row):
    pass


class PetRow(Row):
    pass


@dataclass
class World:
    """What an operation runs on; loaders remember what they were asked."""

    rows: dict[str, Any] = field(default_factory=dict)
    asked: list[list[Hashable]] = field(default_factory=list)
    counted: int = 0

    async def many(self, keys: Iterable[Hashable]) -> dict[Hashable, Any]:
        self.asked.append(list(keys))
        if "no loading" in self.rows:
            raise RuntimeError("no loading")
        return {key: self.rows.get(str(key)) for key in keys}

    def __hash__(self) -> int:
        return id(self)


async def one(world: World, key: Hashable | None) -> Any:
    return None if key is None else (await world.many([key]))[key]


def loaded(fields: Any, name: str, key: str, *, many: bool = False) -> None:
    """A field whose value is the row, or the rows, of the keys in an attribute."""

    async def resolve(source: Any, info: Any) -> Any:
        value = getattr(source, key)
        if many and value is not None:
            return [await one(info.context, each) for each in value]
        return await one(info.context, value)

    fields[name].resolve = resolve
    if not many:
        keys = lambda sources, _: [getattr(source, key) for source in sources]  # noqa: E731
        declared = Loaded(keys, lambda context, arguments: context)
        fields[name].extensions = {DECLARED: declared}


def column(fields: Any, name: str, attribute: str) -> None:
    fields[name].resolve = lambda source, info: getattr(source, attribute)
    fields[name].extensions = {DECLARED: Column(attribute)}


def make_schema() -> GraphQLSchema:
    schema = build_schema(SDL)
    types: Any = schema.type_map
    for type_name, row in (("Person", PersonRow), ("Pet", PetRow)):
        type_: GraphQLObjectType = types[type_name]
        type_.extensions = {ROW: Rows(row, (row,))}
        type_.is_type_of = lambda value, info, row=row: isinstance(value, row)
        for name in type_.fields:
            column(type_.fields, name, name)
    person = types["Person"].fields
    loaded(person, "friend", "friend_id")
    loaded(person, "bestFriend", "best_friend_id")
    loaded(person, "pet", "pet_id")
    loaded(person, "friends", "friend_ids", many=True)
    person["friends"].extensions = {}
    person["shout"].resolve = lambda source, info, times: source.name.upper() * times
    person["shout"].extensions = {}
    person["whisper"].resolve = lambda source, info: source.nick.lower()
    person["whisper"].extensions = {DECLARED: Computed(lambda source, context: source.nick.lower())}
    loaded(types["Pet"].fields, "owner", "owner_id")
    roots(types)
    return schema


def roots(types: Any) -> None:
    query, mutation = types["Query"].fields, types["Mutation"].fields

    async def person(source: Any, info: Any, id: str) -> Any:
        return await one(info.context, id)

    async def rename(source: Any, info: Any, id: str, name: str | None = None) -> Any:
        info.context.counted += 1
        row = await one(info.context, id)
        row.values["name"] = name
        return row

    async def fail(source: Any, info: Any) -> Any:
        raise ValueError("refused")

    async def slow(source: Any, info: Any) -> str:
        return "slow"

    def count(source: Any, info: Any) -> int:
        info.context.counted += 1
        counted: int = info.context.counted
        return counted

    query["people"].resolve = lambda source, info: [row for row in info.context.rows.values() if type(row) is PersonRow]
    query["person"].resolve = person
    query["needed"].resolve = lambda source, info: info.context.rows.get("needed")
    query["being"].resolve = lambda source, info: info.context.rows.get("being")
    query["names"].resolve = lambda source, info: list(info.context.rows.values())
    query["hello"].resolve = lambda source, info, to=None: f"hello {to}"
    query["slow"].resolve = slow
    mutation["rename"].resolve = rename
    mutation["fail"].resolve = fail
    mutation["count"].resolve = count


def person_row(**values: Any) -> PersonRow:
    defaults = dict.fromkeys(["nick", "age", "mood", "tall", "score", "labels", "matrix", "groups", "anyone", "pet_id"])
    lists: dict[str, Any] = {"tags": [], "friend_ids": [], "maybeFriends": [], "beings": [], "named": []}
    ids = {"id": "p", "name": "Ann", "friend_id": None, "best_friend_id": "p"}
    return PersonRow(**{**defaults, **lists, **ids, **values})


def pet_row(**values: Any) -> PetRow:
    return PetRow(**{"name": "Rex", "nick": None, "owner_id": "p", "kind": "CALM", **values})


SCHEMA = make_schema()
