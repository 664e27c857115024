"""Builders of users, memberships, roles and invitations, through the door."""

from itertools import count
from typing import Any

from tests.helpers import Api

numbers = count(1)


async def user(api: Api, **given: object) -> str:
    """The id of a new user."""
    made = await api.mutate("createUser", **{"email": f"user{next(numbers)}@example.com", **given})
    assert made["__typename"] == "User", made
    id: str = made["id"]
    return id


async def membership(api: Api, organization_id: str, user_id: str | None = None, **given: object) -> str:
    """The id of a new membership, of a new user unless one is given."""
    user_id = user_id or await user(api)
    made = await api.mutate("createMembership", organizationId=organization_id, userId=user_id, **given)
    assert made["__typename"] == "Membership", made
    id: str = made["id"]
    return id


INVITED = "... on Membership { status version invitation { email expiresAt timesSent token } user { id } }"


async def invitation(api: Api, organization_id: str, **given: object) -> dict[str, Any]:
    """A new invitation: its id, status, user and token."""
    given = {"email": f"guest{next(numbers)}@example.com", **given}
    made = await api.mutate("inviteUser", INVITED, organizationId=organization_id, **given)
    assert made["__typename"] == "Membership", made
    return made


async def mutate(api: Api, name: str, selection: str, /, **given: object) -> dict[str, Any]:
    """What a mutation answered that has no Node in its union."""
    query = f"""mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{
        __typename {selection}
        ... on Problem {{
            message code
            ... on InvalidInputProblem {{ fields {{ field rule limit }} }}
            ... on VersionConflictProblem {{ currentVersion }} }} }} }}"""
    data = await api(query, input=given)
    result: dict[str, Any] = data[name]
    return result


ROLE = "... on Role { name displayName description permissions builtIn version }"


async def role(api: Api, name: str, /, **given: object) -> dict[str, Any]:
    """A new role."""
    made = await mutate(api, "createRole", ROLE, name=name, **given)
    assert made["__typename"] == "Role", made
    return made


SIGNED_UP = """... on SignUp { created user { id email name } organization { id displayName externalId }
    membership { id roles status provisioningMethod } }"""


async def sign_up(api: Api, **given: object) -> dict[str, Any]:
    """What signUp answered."""
    return await mutate(api, "signUp", SIGNED_UP, **given)


async def event_types(api: Api, organization_id: str | None = None) -> list[str]:
    """The types of the events of an organization, or of those of the environment itself, oldest first."""
    if organization_id:
        query = "query ($id: ID!) { organization(by: {id: $id}) { events(first: 100) { nodes { type } } } }"
        data = await api(query, id=organization_id)
        return [event["type"] for event in data["organization"]["events"]["nodes"]]
    data = await api("{ events(first: 100) { nodes { type organization { id } } } }")
    return [event["type"] for event in data["events"]["nodes"] if event["organization"] is None]
