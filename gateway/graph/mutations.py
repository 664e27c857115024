"""A mutation, declared in one line: the action, its input, what it answers with, and which problems."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Union

import strawberry

from gateway.call import Call
from gateway.graph.context import Info
from gateway.graph.errors import ForbiddenProblem, InvalidInputProblem, in_camel_case
from gateway.graph.inputs import given
from gateway.graph.weights import MUTATION
from gateway.rules import Given

Action = Callable[[Call, Given], Awaitable[Any]]


def mutation(action: Action, input: Any, answer: Any, *problems: type, description: str) -> Any:
    """A mutation that runs `action` and answers with `answer` or one of `problems`.

    Its result union is named after the action; it always has the problems of bad input and of missing permission.
    """
    name = in_camel_case("_" + action.__name__) + "Result"
    members = (answer, *problems, InvalidInputProblem, ForbiddenProblem)
    union: Any = Union
    description_of_result = f"What {in_camel_case(action.__name__)} answers."
    result = Annotated[union[members], strawberry.union(name, description=description_of_result)]

    async def resolve(info: Info, input: Any) -> Any:
        info.context.begin_write()
        return await action(info.context.call, given(input))

    resolve.__annotations__["input"] = Annotated[input, strawberry.argument(description="What is wanted.")]
    return strawberry.mutation(resolver=resolve, graphql_type=result, description=description, directives=[MUTATION])
