"""What may be done to connections: permission, rule, one transaction, one event."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from gateway.call import Call
from gateway.connections import store
from gateway.connections.kinds import ConnectionProtocol, ConnectionProvider, ConnectionStatus, SamlBinding, SamlSigning
from gateway.connections.model import PREFIX, Connection, ConnectionIncomplete
from gateway.connections.settings import (
    DEFAULT_SCOPES,
    all_expired,
    missing_settings,
    settings_given,
    settled,
    suffix_of,
)
from gateway.database.protocol import Database
from gateway.errors import Forbidden, NotFound, Unauthenticated
from gateway.events.model import changed, facts
from gateway.events.store import record
from gateway.features.model import Feature, FeatureOff
from gateway.features.store import features_of_organizations
from gateway.idempotency.actions import earlier_entity
from gateway.ids import is_id, made_at, new_id
from gateway.organizations.actions import expect_version, organization_to_write
from gateway.portal_links.store import portal_session
from gateway.rules import Given
from gateway.sealing import Unsealable, seal, unseal
from gateway.viewer import CallerKind, Permission

SAML, OIDC = ConnectionProtocol.SAML, ConnectionProtocol.OIDC


def no_such_connection(id: str, protocol: ConnectionProtocol | None = None) -> NotFound:
    what = f"{protocol} connection" if protocol else "connection"
    return NotFound(f"there is no {what} {id}" if is_id(PREFIX, id) else f"there is no such {what}")


async def sso_is_on(db: Database, organization_id: str) -> bool:
    """Whether the organization has the SSO feature."""
    settings = await features_of_organizations(db, [organization_id])
    return any(setting.name == Feature.SSO and setting.enabled for setting in settings)


async def lock_organization(db: Database, call: Call, id: str) -> None:
    """Lock the organization whose connections are about to change. Raises NotFound.

    What a confined caller was told up to some seconds ago does not count: raises Unauthenticated where its portal
    session is over, Forbidden where the SSO feature is off.
    """
    await organization_to_write(db, call, id)
    if call.viewer.kind is CallerKind.PORTAL_SESSION and await portal_session(db, id, call.viewer.id) is None:
        raise Unauthenticated("the portal session is over")
    if call.viewer.confined and not await sso_is_on(db, id):
        raise Forbidden("single sign-on is not switched on")


async def connection_to_write(
    db: Database, call: Call, given: Given, protocol: ConnectionProtocol | None = None
) -> Connection:
    """The connection, locked with its organization. Raises NotFound (also for another protocol), VersionConflict."""
    id = given["id"]
    found = await store.connection_now(db, id) if is_id(PREFIX, id) else None
    if found is None or not call.viewer.reaches(found.organization_id):
        raise no_such_connection(id, protocol)
    await lock_organization(db, call, found.organization_id)
    connection = await store.locked_connection(db, found.organization_id, id)
    if connection is None or protocol not in (None, connection.protocol):
        raise no_such_connection(id, protocol)
    expect_version(connection, given)
    return connection


async def create_saml_connection(call: Call, given: Given) -> Connection:
    """The new connection, disabled. Raises NotFound, Invalid, Forbidden, IdempotencyKeyReused."""
    return await create(call, given, SAML, "createSamlConnection")


async def create_oidc_connection(call: Call, given: Given) -> Connection:
    """The new connection, disabled; its client secret is sealed. Raises as create_saml_connection does."""
    return await create(call, given, OIDC, "createOidcConnection")


async def create(call: Call, given: Given, protocol: ConnectionProtocol, mutation: str) -> Connection:
    call.viewer.must(Permission.CONNECTIONS_WRITE)
    values = settings_given(protocol, given)
    async with call.transaction() as db:
        id = new_id(PREFIX)
        if earlier := await earlier_entity(db, call, mutation, given, id):
            connection = await store.connection_now(db, earlier)
            if connection is None or not call.viewer.reaches(connection.organization_id):
                raise no_such_connection(earlier)
            return connection
        await lock_organization(db, call, given["organization_id"])
        draft = blank(given["organization_id"], id, protocol)
        wanted = settled(replace(draft, **sealed(call, draft, values)))
        after = await store.insert_connection(db, wanted)
        await record(
            db, call.viewer, "connection.created", id, organization_id=after.organization_id, after=facts(after)
        )
    return after


def blank(organization_id: str, id: str, protocol: ConnectionProtocol) -> Connection:
    """A connection before anything is known of its identity provider."""
    at = made_at(id)
    return Connection(
        organization_id=organization_id,
        id=id,
        protocol=protocol.value,
        provider=ConnectionProvider.CUSTOM.value,
        display_name="",
        status=ConnectionStatus.DRAFT.value,
        enabled=False,
        active=False,
        revision=1,
        attribute_mapping={},
        idp_entity_id=None,
        sso_url=None,
        slo_url=None,
        sso_binding=SamlBinding.HTTP_REDIRECT.value,
        name_id_format=None,
        signing=SamlSigning.ASSERTION.value,
        sign_requests=False,
        certificates=[],
        certificate_expires_at=None,
        issuer=None,
        client_id=None,
        client_secret=None,
        client_secret_suffix=None,
        scopes=DEFAULT_SCOPES if protocol is OIDC else [],
        pkce=True,
        version=1,
        created_at=at,
        updated_at=at,
    )


def sealed(call: Call, row: Connection, values: dict[str, Any]) -> dict[str, Any]:
    """The values with the client secret as it is stored; the same secret given again changes nothing."""
    if "client_secret" not in values:
        return values
    secret: str | None = values["client_secret"]
    if secret is None:
        return values | {"client_secret": None, "client_secret_suffix": None}
    place = f"{row.organization_id} {row.id}"
    if row.client_secret is not None:
        try:
            if unseal(call.settings, row.client_secret, place) == secret:
                return {name: value for name, value in values.items() if name != "client_secret"}
        except Unsealable:
            pass  # the key it was sealed with is gone: the new secret takes its place
    return values | {
        "client_secret": seal(call.settings, secret, place),
        "client_secret_suffix": suffix_of(secret),
    }


async def update_saml_connection(call: Call, given: Given) -> Connection:
    """The connection after the change; what is not given stays, unless metadata tells it.

    Raises NotFound, Invalid, VersionConflict, ConnectionIncomplete when it is enabled and would lack something.
    """
    return await update(call, given, SAML)


async def update_oidc_connection(call: Call, given: Given) -> Connection:
    """The connection after the change; what is not given stays. Raises as update_saml_connection does."""
    return await update(call, given, OIDC)


async def update(call: Call, given: Given, protocol: ConnectionProtocol) -> Connection:
    call.viewer.must(Permission.CONNECTIONS_WRITE)
    values = settings_given(protocol, given)
    async with call.transaction() as db:
        before = await connection_to_write(db, call, given, protocol)
        wanted = settled(replace(before, **sealed(call, before, values)))
        if before.enabled:
            must_be_complete(wanted, certificates_changed=wanted.certificates != before.certificates)
        if replace(wanted, display_name=before.display_name) != before:
            wanted = replace(wanted, revision=before.revision + 1)
        return await write(db, call, before, wanted, "connection.updated")


def must_be_complete(row: Connection, *, certificates_changed: bool) -> None:
    """Raise ConnectionIncomplete when a setting is missing, or when all certificates are over that were just chosen."""
    if missing := missing_settings(row):
        raise ConnectionIncomplete(missing, "the connection lacks required settings")
    if certificates_changed and all_expired(row, datetime.now(UTC)):
        raise ConnectionIncomplete(["certificates"], "every certificate of the connection has expired")


async def write(db: Database, call: Call, before: Connection, wanted: Connection, type: str) -> Connection:
    """`wanted`, stored with its event; `before` when nothing differs."""
    if wanted == before:
        return before
    after = await store.update_connection(db, wanted)
    old, new = changed(before, after)
    await record(db, call.viewer, type, after.id, organization_id=after.organization_id, before=old, after=new)
    return after


async def enable_connection(call: Call, given: Given) -> Connection:
    """The connection, enabled. Raises NotFound, VersionConflict, FeatureOff, ConnectionIncomplete.

    A SAML connection needs a certificate that has not expired.
    """
    call.viewer.must(Permission.CONNECTIONS_WRITE)
    async with call.transaction() as db:
        before = await connection_to_write(db, call, given)
        if not await sso_is_on(db, before.organization_id):
            raise FeatureOff("single sign-on is not switched on for the organization")
        if before.enabled:
            return before
        must_be_complete(before, certificates_changed=True)
        return await write(db, call, before, replace(before, enabled=True), "connection.enabled")


async def disable_connection(call: Call, given: Given) -> Connection:
    """The connection, disabled; its settings stay. Raises NotFound, VersionConflict."""
    call.viewer.must(Permission.CONNECTIONS_WRITE)
    async with call.transaction() as db:
        before = await connection_to_write(db, call, given)
        return await write(db, call, before, replace(before, enabled=False), "connection.disabled")


async def delete_connection(call: Call, given: Given) -> Connection:
    """The connection as it was; it is gone for good. Raises NotFound, VersionConflict."""
    call.viewer.must(Permission.CONNECTIONS_WRITE)
    async with call.transaction() as db:
        before = await connection_to_write(db, call, given)
        await store.delete_connection(db, before.organization_id, before.id)
        await record(
            db, call.viewer, "connection.deleted", before.id,
            organization_id=before.organization_id, before=facts(before),
        )  # fmt: skip
    return before
