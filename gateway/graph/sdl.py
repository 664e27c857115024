"""The schema as text, for routers and composers: Strawberry's own, and who may ask for what (Apollo Federation 2.9).

Each root field carries one tag: `public` where a caller confined to one organization may use it too, such as the front
end of its members; `internal` where only a caller of the whole environment may, such as the application's server. A
contract that excludes `internal` is the graph for front ends.

On request the text also repeats in @requiresScopes and @authenticated what the gateway enforces itself.
"""

import json
from functools import lru_cache

from graphql import ListValueNode, Node, ObjectTypeDefinitionNode, SchemaDefinitionNode, parse
from strawberry.schema import BaseSchema

from gateway.graph.permissions import Required, required_permissions
from gateway.viewer import IMPLIED

ROOTS = ("Query", "Mutation", "Subscription")
MACHINERY = frozenset({"_service", "_entities"})
"""What federation itself adds to Query; it reaches no client of a router."""

PUBLIC = frozenset(
    {
        *("node", "nodes", "viewer", "organization", "user", "membership", "connection", "connections", "roles"),
        *("portalLink", "rateLimit", "previewSamlMetadata", "previewCertificate"),
        *("updateOrganization", "uploadOrganizationLogo", "generatePortalLink", "revokePortalLink"),
        *("updateMembership", "deleteMembership", "inviteUser", "resendInvitation", "revokeInvitation"),
        *("createSamlConnection", "updateSamlConnection", "createOidcConnection", "updateOidcConnection"),
        *("enableConnection", "disableConnection", "deleteConnection", "openPortalSession"),
        "organizationEvents",
    }
)
"""The root fields that a confined caller may use; every other one is internal."""

WITHOUT_CREDENTIAL = frozenset({"viewer", "rateLimit", "openPortalSession"})
"""The root fields that answer a caller who shows none."""


@lru_cache
def subgraph_sdl(schema: BaseSchema, *, access_directives: bool) -> str:
    """The schema as the text of a subgraph; `access_directives` adds @requiresScopes and @authenticated."""
    text = schema.as_str() + "\n"
    required = required_permissions(schema) if access_directives else None
    names = ["@tag", "@requiresScopes", "@authenticated"] if access_directives else ["@tag"]
    added: list[tuple[int, str]] = []
    for node in parse(text).definitions:
        if isinstance(node, SchemaDefinitionNode):
            added.append((end_of_imports(node), "".join(f', "{name}"' for name in names)))
        elif isinstance(node, ObjectTypeDefinitionNode):
            for field in node.fields or ():
                place = node.name.value, field.name.value
                added.append((end(field), tag(*place) + (access(*place, required) if required else "")))
    for position, directives in reversed(added):
        text = text[:position] + directives + text[position:]
    return text


def tag(type_name: str, field: str) -> str:
    """Who a field is for, where it is a root field."""
    if type_name not in ROOTS or field in MACHINERY:
        return ""
    return ' @tag(name: "public")' if field in PUBLIC else ' @tag(name: "internal")'


def access(type_name: str, field: str, required: Required) -> str:
    """What a caller must hold to select a field: one of these scopes, any credential, or nothing."""
    if permission := required.needs.get((type_name, field)):
        enough = [permission, *(wider for wider, narrower in IMPLIED.items() if permission in narrower)]
        return f" @requiresScopes(scopes: {json.dumps([[scope] for scope in enough])})"
    open_to_all = type_name not in ROOTS or field in MACHINERY | WITHOUT_CREDENTIAL
    return "" if open_to_all else " @authenticated"


def end_of_imports(schema: SchemaDefinitionNode) -> int:
    """Where the list of what the first @link imports from federation ends."""
    imports = (argument.value for argument in (schema.directives or ())[0].arguments or ())
    return next(end(value) - 1 for value in imports if isinstance(value, ListValueNode))


def end(node: Node) -> int:
    assert node.loc
    return node.loc.end
