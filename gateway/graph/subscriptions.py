"""Runs one subscription: the operation once for each event of its source (GraphQL specification, section 6.2.3)."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationDefinitionNode, create_source_event_stream
from graphql import Executor as CoreExecutor
from graphql.execution.values import VariableValues

from gateway.database.pool import DISCONNECTED
from gateway.engine import Plan, execute_plan
from gateway.graph.context import Context
from gateway.graph.documents import Document
from gateway.graph.live import Subscriber


@dataclass(frozen=True, slots=True)
class Operation:
    """A subscription that may be run."""

    schema: GraphQLSchema
    document: Document
    node: OperationDefinitionNode
    plan: Plan | None
    variables: VariableValues
    given: Mapping[str, Any]
    """The variables before they were coerced."""

    @property
    def reads(self) -> Any:
        return self.plan.reads if self.plan else None


async def results_of(
    operation: Operation, subscriber: Subscriber, request_id: str
) -> AsyncGenerator[ExecutionResult | list[GraphQLError], None]:
    """A result for each event; at the end the errors with which the source did not begin, or ended by itself."""
    live = subscriber.live
    context = Context.of(
        live.make_call(subscriber.caller.known, subscriber.caller.address), request_id, operation.reads
    )
    context.subscriber = subscriber
    core = core_executor(operation, context)
    source: Any = create_source_event_stream(core)
    source = await source if isawaitable(source) else source
    if isinstance(source, ExecutionResult):
        yield source.errors or []
        return
    live.subscriptions.inc()
    try:
        async with aclosing(source):
            while True:
                try:
                    event = await anext(source)
                except GraphQLError as error:
                    yield [error]
                    return
                except Exception as problem:
                    yield [GraphQLError(str(problem), original_error=problem)]
                    return
                yield await result_of(event, operation, core, subscriber, request_id)
    finally:
        live.subscriptions.dec()
        context.close()


def core_executor(operation: Operation, context: Context) -> CoreExecutor[Any]:
    assert operation.document.node
    name = operation.node.name.value if operation.node.name else None
    core = CoreExecutor.build(
        operation.schema,
        operation.document.node,
        context_value=context,
        raw_variable_values=dict(operation.given),
        operation_name=name,
    )
    assert isinstance(core, CoreExecutor), "the variables were coerced before"
    return core


async def result_of(
    event: Any, operation: Operation, core: CoreExecutor[Any], subscriber: Subscriber, request_id: str
) -> ExecutionResult:
    """What the operation makes of an event, in a context of its own; later, where the database is away."""
    live = subscriber.live
    while True:
        async with live.reading:
            context = Context.of(
                live.make_call(subscriber.caller.known, subscriber.caller.address), request_id, operation.reads
            )
            try:
                if operation.plan:
                    result = await execute_plan(operation.plan, operation.variables, context, event)
                else:
                    result = await by_graphql_core(core, context, event)
            finally:
                context.close()
        if not any(isinstance(cause(error), DISCONNECTED) for error in result.errors or ()):
            return result
        await live.feed.looked()


async def by_graphql_core(core: CoreExecutor[Any], context: Context, event: Any) -> ExecutionResult:
    each = core.build_per_event_executor(event)
    each.context_value = context
    result: Any = each.execute_operation(serially=False)
    executed: ExecutionResult = await whole(result) if isawaitable(result) else result
    return executed


async def whole(execution: Awaitable[Any]) -> Any:
    """The execution's result; who is cancelled waits for its end: graphql-core leaves behind what it had begun."""
    task = asyncio.ensure_future(execution)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


def cause(error: GraphQLError) -> BaseException | None:
    """What a resolver or a loader has raised."""
    found: BaseException | None = error
    while isinstance(found, GraphQLError):
        found = found.original_error
    return found
