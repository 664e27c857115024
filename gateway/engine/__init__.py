"""Breadth-first execution of GraphQL operations: each field once for all objects of a level.

An operation is compiled once into a plan (`compile.py`), which is executed level by level (`execution.py`): a column is
read from all rows in one pass, a loader is asked once for all keys of a level. The engine knows graphql-core's types
only; a schema tells it in the extensions of its types and fields (`declarations.py`) where values come from. Fields of
which it is told nothing are resolved object by object, as graphql-core does.
"""

from gateway.engine.compile import compile_operation, conditions
from gateway.engine.declarations import (
    DECLARED,
    NATIVE,
    ROW,
    Column,
    Computed,
    Declaration,
    Loaded,
    Loader,
    Rows,
    as_given,
)
from gateway.engine.execution import execute_plan
from gateway.engine.inputs import Readers, Variables, names_a_variable
from gateway.engine.plan import Plan

__all__ = [
    "DECLARED",
    "NATIVE",
    "ROW",
    "Column",
    "Computed",
    "Declaration",
    "Loaded",
    "Loader",
    "Plan",
    "Readers",
    "Rows",
    "Variables",
    "as_given",
    "compile_operation",
    "conditions",
    "execute_plan",
    "names_a_variable",
]
