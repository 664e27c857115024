"""What a change of the schema does to its clients (graphql-core's comparison)."""

from graphql import GraphQLError, GraphQLSchema, build_schema, find_breaking_changes, find_dangerous_changes


class NotASchema(Exception):
    """A text is no GraphQL schema; the message says why."""


def changes(old: str, new: str) -> tuple[list[str], list[str]]:
    """The breaking and the dangerous changes from one schema to another, a sentence each. Raises NotASchema."""
    before, after = built(old), built(new)
    return (
        [change.description for change in find_breaking_changes(before, after)],
        [change.description for change in find_dangerous_changes(before, after)],
    )


def built(sdl: str) -> GraphQLSchema:
    """The schema of a text, which uses federation's directives undefined. Raises NotASchema."""
    try:
        return build_schema(sdl, assume_valid_sdl=True)
    except (GraphQLError, TypeError) as problem:
        raise NotASchema(str(problem)) from problem
