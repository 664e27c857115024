"""Executes a plan, level by level.

Everything that needs no waiting is done first, over all levels; then each loader is asked once for all keys that have
come together, and the fields that waited for it go on. An error is noted where it happened; at the end nulls are
propagated (GraphQL specification, section 6.4.4).
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from inspect import isawaitable
from itertools import chain
from types import GeneratorType
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    Undefined,
    default_field_resolver,
    located_error,
)
from graphql.execution.values import VariableValues
from graphql.pyutils import is_awaitable
from graphql.type.definition import GraphQLResolveInfoHelpers

from gateway.engine.declarations import Column, Computed, Loaded, Loader
from gateway.engine.leaves import NONE
from gateway.engine.level import EVERY, Level
from gateway.engine.plan import FieldPlan, Plan
from gateway.engine.values import Completion

HELPERS = GraphQLResolveInfoHelpers(lambda values: asyncio.gather(*values), lambda values: None)
WAITING = (Awaitable, GeneratorType, list)
"""The classes of values in which there may be something to await."""
Waiting = tuple[Level, FieldPlan, Sequence[Hashable | None]]


async def execute_plan(plan: Plan, variables: VariableValues, context: Any, root: Any = None) -> ExecutionResult:
    """The response of an operation. `context` is passed to declarations and resolvers, `root` is the root's source."""
    execution = Execution(plan, variables, context)
    level = Level(plan.root, [root])
    data: dict[str, Any] | None = execution.begin(level, pause=plan.serially)[0]
    if plan.serially:
        for field in plan.root.others:
            execution.resolve(level, field)
            await execution.run()
            if not execution.propagate():
                data = None
                break
    else:
        await execution.run()
        if not execution.propagate():
            data = None
    return ExecutionResult(data, execution.errors or None)


class Execution:
    """One operation, being executed."""

    def __init__(self, plan: Plan, variables: VariableValues, context: Any) -> None:
        self.plan = plan
        self.variables = variables
        self.context = context
        self.levels: list[Level] = []
        self.loading: dict[Loader, list[Waiting]] = {}
        self.resolving: list[tuple[Level, FieldPlan, list[Any]]] = []
        self.failed: list[tuple[BaseException, Level, FieldPlan, int, tuple[int, ...]]] = []
        self.errors: list[GraphQLError] = []
        self.nulled: set[tuple[str | int, ...]] = set()

    def begin(self, level: Level, *, pause: bool = False) -> list[dict[str, Any]]:
        """The response objects of a new level, with the columns in them; the other fields follow, unless `pause`."""
        selection = level.selection
        columns = []
        by_item = level.by_item()
        for field in selection.columns:
            values = self.values(level, field, by_item)
            columns.append(values if set(map(type, values)) <= field.plain else self.column(level, field, values))
        assert selection.build is not None
        level.dicts = selection.build(len(level.sources), columns)
        if selection.others and not pause:
            self.levels.append(level)
        return level.dicts

    def column(self, level: Level, field: FieldPlan, values: list[Any]) -> Sequence[Any]:
        """A leaf of all objects of a level; at once where all values are as they should be."""
        kinds = set(map(type, values))
        if field.leaf and not (field.shape.nonnull and NONE in kinds):
            written = field.leaf.column(values, kinds)
            if written is not None:
                return written
        return Completion(self, level, field).completed(field.shape, values, EVERY)

    def values(self, level: Level, field: FieldPlan, by_item: bool) -> list[Any]:
        """A column of the sources; an exception where there is none."""
        declared: Any = field.declared
        try:
            return list(map(declared.item if by_item else declared.get, level.sources))
        except Exception:
            return [attempted(declared.get, source) for source in level.sources]

    async def run(self) -> None:
        """Everything that follows from the levels that have begun."""
        while self.levels or self.loading or self.resolving:
            while self.levels:
                level = self.levels.pop(0)
                for field in level.selection.others:
                    self.resolve(level, field)
            if self.resolving:
                await self.resolved()
            elif self.loading:
                await self.load()

    def resolve(self, level: Level, field: FieldPlan) -> None:
        """Begin with a field of all objects of a level."""
        match field.declared:
            case Column():
                self.complete(level, field, self.values(level, field, level.by_item()))
            case Computed(compute):
                self.complete(level, field, [attempted(compute, source, self.context) for source in level.sources])
            case Loaded() as declared:
                self.ask(level, field, declared)
            case None:
                self.call(level, field)

    def ask(self, level: Level, field: FieldPlan, declared: Loaded) -> None:
        """Have a loader asked for the field's keys."""
        try:
            arguments = field.arguments.make(self.variables)
            loader = declared.loader(self.context, arguments)
            keys = declared.keys(level.sources, arguments)
        except Exception as problem:
            self.complete(level, field, [problem] * len(level.sources))
        else:
            self.loading.setdefault(loader, []).append((level, field, keys))

    async def load(self) -> None:
        """Ask each loader once, and go on with the fields that waited for it."""
        asked, self.loading = self.loading, {}
        for loader, waiting in asked.items():
            wanted: dict[Hashable, None] = dict.fromkeys(chain.from_iterable(keys for _, _, keys in waiting))
            wanted.pop(None, None)
            found: Mapping[Hashable, Any] = {}
            try:
                if wanted:
                    found = await loader.many(wanted)
            except Exception as problem:
                found = dict.fromkeys(wanted, problem)
            for level, field, keys in waiting:
                self.complete(level, field, [None if key is None else found[key] for key in keys])

    def call(self, level: Level, field: FieldPlan) -> None:
        """Call the field's resolver for each object of a level."""
        resolve: Callable[..., Any] = field.definition.resolve or default_field_resolver
        try:
            arguments = field.arguments.make(self.variables)
        except Exception as problem:
            self.complete(level, field, [problem] * len(level.sources))
            return
        values = [
            attempted(resolve, source, self.info(level, field, number), **arguments)
            for number, source in enumerate(level.sources)
        ]
        if any(map(is_to_await, values)):
            self.resolving.append((level, field, values))
        else:
            self.complete(level, field, values)

    async def resolved(self) -> None:
        """Wait for what resolvers promised, and go on with their fields."""
        promised, self.resolving = self.resolving, []
        values_of_all = [value for _, _, values in promised for value in values]
        if len(values_of_all) == 1:
            found = [await settled(values_of_all[0])]
        else:
            found = await asyncio.gather(*map(settled, values_of_all))
        settled_values = iter(found)
        for level, field, values in promised:
            self.complete(level, field, [next(settled_values) for _ in values])

    def complete(self, level: Level, field: FieldPlan, values: list[Any]) -> None:
        """Put the values of a field into the response objects."""
        key = field.key
        written = Completion(self, level, field).completed(field.shape, values, EVERY)
        for target, value in zip(level.dicts, written, strict=True):
            target[key] = value

    def info(self, level: Level, field: FieldPlan, number: int | None) -> GraphQLResolveInfo[Any]:
        """What a resolver is told of where it is; of no object in particular where there is no number."""
        plan = self.plan
        return GraphQLResolveInfo(
            field.name,
            field.nodes,
            field.definition.type,
            field.parent,
            level.place(number or 0, field),
            plan.schema,
            dict(plan.fragments),
            None,
            plan.operation,
            self.variables,
            self.context,
            is_awaitable,
            None,
            HELPERS,
        )

    def fail(
        self, problem: BaseException, level: Level, field: FieldPlan, number: int, indexes: tuple[int, ...]
    ) -> None:
        """Note what went wrong with a value."""
        self.failed.append((problem, level, field, number, indexes))

    def propagate(self) -> bool:
        """Turn what failed to errors and nulls; False when nothing is left of the data."""
        failed, self.failed = self.failed, []
        for problem, level, field, number, indexes in failed:
            path = level.place(number, field, indexes).as_list()
            if any(tuple(path[:depth]) in self.nulled for depth in range(len(path))):
                continue
            self.errors.append(located_error(as_exception(problem), field.nodes, path))
            nulled = level.nullify(number, field, indexes)
            if nulled is None:
                return False
            self.nulled.add(tuple(nulled.as_list()))
        return True


def attempted(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """What a function answers; the exception it raises; None for undefined."""
    try:
        value = function(*args, **kwargs)
    except Exception as problem:
        return problem
    return None if value is Undefined else value


def as_exception(problem: BaseException) -> Exception:
    return problem if isinstance(problem, Exception) else RuntimeError(str(problem))


def is_to_await(value: Any) -> bool:
    """Whether there is something to await in a resolver's value."""
    if isinstance(value, list):
        return any(issubclass(kind, WAITING) for kind in set(map(type, value))) and any(map(is_to_await, value))
    return isawaitable(value)


async def settled(value: Any) -> Any:
    """A resolver's value with nothing to await left in it; exceptions stand for what failed."""
    if isawaitable(value):
        try:
            awaited: Awaitable[Any] = value
            value = await awaited
        except Exception as problem:
            return problem
        if isinstance(value, list) or isawaitable(value):
            return await settled(value)
    elif isinstance(value, list) and is_to_await(value):
        return list(await asyncio.gather(*map(settled, value)))
    return None if value is Undefined else value
