"""One GraphQL operation, from its text to the response's data and errors."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from inspect import isawaitable
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode, OperationType, execute

from gateway.budgets.model import Budget, Exhausted
from gateway.budgets.spending import Budgets
from gateway.call import Call
from gateway.engine import execute_plan
from gateway.errors import ProblemCode
from gateway.graph.callers import Caller
from gateway.graph.context import Context
from gateway.graph.cost import Costing, Weighed, declared_weights, largeness
from gateway.graph.documents import Document, Documents, shown_name
from gateway.graph.errors import formatted
from gateway.graph.limits import Limits, exceeded
from gateway.graph.live import Live, Subscriber
from gateway.graph.permissions import refusals, required_permissions
from gateway.graph.schema import schema
from gateway.graph.subscriptions import Operation, results_of
from gateway.graph.trusted import TrustedDocuments
from gateway.instants import rfc_3339
from gateway.settings import Settings
from gateway.viewer import CallerKind

MAX_ERRORS = 20
"""Of the variables of one request."""
KEPT_COSTS = 100
"""Of one operation, by how large its variables are."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks for (GraphQL over HTTP, section 5.1 and appendix A)."""

    query: str | None
    variables: Mapping[str, Any] | None = None
    operation_name: str | None = None
    document_id: str | None = None
    """Names the document, without its text."""
    persisted_hash: str | None = None
    """Names it as well, by the SHA-256 of its text or by its id; with the text where the gateway lacked it."""


@dataclass(frozen=True, slots=True)
class Response:
    """The answer: `body` as JSON values; `began` tells whether the operation was executed at all."""

    body: dict[str, Any]
    began: bool
    operation_name: str | None = None
    executor: str | None = None
    """Who has executed it: "engine" or "graphql-core"."""
    retry_after_seconds: int | None = None
    """When the caller's budget suffices for the operation; None when it did."""
    unregistered: bool = False
    """Whether it would have been refused where only registered documents run."""
    stream: "AsyncGenerator[Response, None] | None" = None
    """Of a subscription: the answer to each event, in the place of `body`; one that has not begun is the last."""


class Executor:
    """The schema, ready to execute operations."""

    def __init__(self, settings: Settings, budgets: Budgets | None = None) -> None:
        # The graphql-core schema beneath Strawberry's has no public name.
        self.core = schema._schema
        self.engine = settings.engine
        self.limits = Limits.of(settings)
        self.budgets = budgets
        self.weights = declared_weights(schema)
        self.documents = Documents(
            self.core, required_permissions(schema), self.limits, introspection=settings.introspection
        )
        self.trusted = TrustedDocuments(self.documents, settings.documents)

    async def execute(
        self, request: Request, call: Call, request_id: str, stays: tuple[Live, Caller] | None = None
    ) -> Response:
        """Run the operation as `call`'s viewer; a subscription for a caller who `stays`."""
        document, unregistered = await self.trusted.asked(request, call)
        errors = document.errors or refusals(
            document.permissions,
            call.viewer.permissions,
            anonymous=call.viewer.kind is CallerKind.ANONYMOUS,
        )
        if errors or document.node is None:
            return Response({"errors": [formatted(error, request_id) for error in errors]}, began=False)
        operation = document.operation(request.operation_name)
        if operation is None:
            error = GraphQLError("name one of the document's operations with operationName")
            return Response({"errors": [formatted(error, request_id)]}, began=False)
        variables = self.documents.variables(document, operation).values(request.variables or {}, MAX_ERRORS)
        if isinstance(variables, list):
            return Response({"errors": [formatted(error, request_id) for error in variables]}, began=False)
        cost = self.cost(document, operation, variables.coerced)
        if cost > self.limits.cost:
            error = exceeded("cost", self.limits.cost, cost)
            return Response({"errors": [formatted(error, request_id)]}, began=False)
        try:
            budget = await self.budgets.spend(call.viewer, call.address, cost) if self.budgets else None
        except Exhausted as exhausted:
            return too_soon(exhausted, request_id)
        plan = document.plan(self.core, operation, variables.coerced) if self.engine else None
        if operation.operation is OperationType.SUBSCRIPTION:
            given = Operation(self.core, document, operation, plan, variables, request.variables or {})
            return self.subscribed(given, stays, request_id, cost, budget)
        context = Context.of(call, request_id, plan.reads if plan else None, budget)
        try:
            result = await (
                execute_plan(plan, variables, context) if plan else self.by_graphql_core(document, request, context)
            )
        finally:
            context.close()
        name = shown_name(operation)
        executor = "engine" if plan else "graphql-core"
        response = response_of(result, request_id, name, executor, cost_of(budget, cost))
        return replace(response, unregistered=True) if unregistered else response

    def cost(self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
        """What the operation costs at most with these variables."""
        known = document.costs.get(id(operation))
        sizes = tuple(largeness(variables.get(name)) for name in known.named) if known else ()
        if known and sizes in known.costs:
            return known.costs[sizes]
        assert document.node
        costing = Costing(self.core, self.weights, document.node, variables)
        cost = costing.of(operation)
        if not costing.varies:
            if known is None or len(known.costs) >= KEPT_COSTS:
                known = document.costs[id(operation)] = Weighed(tuple(costing.named))
            known.costs[tuple(largeness(variables.get(name)) for name in known.named)] = cost
        return cost

    def subscribed(
        self,
        operation: Operation,
        stays: tuple[Live, Caller] | None,
        request_id: str,
        cost: int,
        budget: Budget | None,
    ) -> Response:
        """The answer to a subscription; each of its events is paid as an operation, the first with its beginning."""
        if stays is None:
            error = GraphQLError("subscribe over graphql-transport-ws, or accept text/event-stream")
            return Response({"errors": [formatted(error, request_id)]}, began=False)
        name = shown_name(operation.node)
        executor = "engine" if operation.plan else "graphql-core"
        live, caller = stays
        subscriber = Subscriber(live, caller, operation.document.permissions)

        async def responses() -> AsyncGenerator[Response, None]:
            paid = budget
            async with aclosing(results_of(operation, subscriber, request_id)) as results:
                async for result in results:
                    if isinstance(result, ExecutionResult):
                        yield response_of(result, request_id, name, executor, cost_of(paid, cost))
                        paid = await self.paid(caller, cost)
                    else:
                        errors = [formatted(error, request_id) for error in result]
                        yield Response({"errors": errors}, False, name, executor)

        return Response({}, True, name, executor, stream=responses())

    async def paid(self, caller: Caller, cost: int) -> Budget | None:
        """What the caller has left once it has paid, which may take until its budget suffices."""
        while self.budgets:
            try:
                return await self.budgets.spend(caller.known, caller.address, cost)
            except Exhausted as exhausted:
                await asyncio.sleep(exhausted.retry_after_seconds)
        return None

    async def by_graphql_core(self, document: Document, request: Request, context: Context) -> ExecutionResult:
        """Execute what has no plan."""
        assert document.node
        result: Any = execute(
            self.core,
            document.node,
            context_value=context,
            variable_values=dict(request.variables or {}),
            operation_name=request.operation_name,
        )
        executed: ExecutionResult = await result if isawaitable(result) else result
        return executed


def cost_of(budget: Budget | None, cost: int) -> dict[str, Any]:
    """What is told of the cost in a response's extensions, with what was left when it was paid."""
    if budget is None:
        return {"requested": cost}
    return {
        "requested": budget.requested,
        "limit": budget.limit,
        "remaining": budget.remaining,
        "resetAt": rfc_3339(budget.full_at, "+00:00"),
    }


def too_soon(exhausted: Exhausted, request_id: str) -> Response:
    """The refusal of an operation that costs more than its caller has left."""
    seconds, budget = exhausted.retry_after_seconds, exhausted.budget
    error = GraphQLError(
        f"the operation costs {budget.requested}, the caller has {budget.remaining} left: try again in {seconds} s",
        extensions={"code": ProblemCode.RATE_LIMITED.value, "retryAfterSeconds": seconds},
    )
    body = {"errors": [formatted(error, request_id)], "extensions": {"cost": cost_of(budget, budget.requested)}}
    return Response(body, began=False, retry_after_seconds=seconds)


def response_of(
    result: ExecutionResult, request_id: str, operation_name: str | None, executor: str, cost: dict[str, Any]
) -> Response:
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [formatted(error, request_id) for error in result.errors]
    began = result.data is not None or any(error.path for error in result.errors or ())
    if began:
        body["data"] = result.data
    body["extensions"] = {"cost": cost}
    return Response(body, began, operation_name, executor)
