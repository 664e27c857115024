"""SQL of connections. Those of a deleted organization are hidden."""

from collections.abc import Sequence
from dataclasses import replace

from gateway.connections.model import Connection
from gateway.database.columns import Columns, Only
from gateway.database.listing import Listing, Order
from gateway.database.protocol import Database
from gateway.database.statement import Lookup, Statement

COLUMNS = Columns(
    Connection, "c.organization_id", "c.id", "c.protocol", "c.provider", "c.display_name", "c.status", "c.enabled",
    "c.enabled AND coalesce((SELECT f.enabled FROM feature_settings f "
    "WHERE f.organization_id = c.organization_id AND f.id = 'SSO'), false) AS active",
    "c.revision", "c.attribute_mapping", "c.idp_entity_id", "c.idp_sso_url AS sso_url", "c.idp_slo_url AS slo_url",
    "coalesce(c.sso_binding, 'HTTP_REDIRECT') AS sso_binding", "c.name_id_format",
    "coalesce(c.signing, 'ASSERTION') AS signing", "c.sign_requests", "c.certificates", "c.certificate_expires_at",
    "c.issuer", "c.client_id", "c.client_secret", "c.client_secret_suffix", "c.scopes", "c.pkce", "c.version",
    "c.created_at", "c.updated_at",
)  # fmt: skip
SOURCE = "connections c JOIN organizations o ON o.id = c.organization_id"

BY_IDS = Lookup("connections.BY_IDS", COLUMNS, f"{SOURCE} WHERE c.id = ANY ($1::text[]) AND o.deleted_at IS NULL")

LOCK = Statement(
    "connections.LOCK",
    Connection,
    f"""
    SELECT {COLUMNS}
      FROM connections c
     WHERE c.organization_id = $1 AND c.id = $2
       FOR UPDATE OF c
    """,
)

INSERT = Statement(
    "connections.INSERT",
    Connection,
    f"""
    INSERT INTO connections AS c
           (organization_id, id, protocol, provider, display_name, status, attribute_mapping, idp_entity_id,
            idp_sso_url, idp_slo_url, sso_binding, name_id_format, signing, sign_requests, certificates,
            certificate_expires_at, issuer, client_id, client_secret, client_secret_suffix, scopes, pkce, created_at,
            updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
            $23)
    RETURNING {COLUMNS}
    """,
)

UPDATE = Statement(
    "connections.UPDATE",
    Connection,
    f"""
    UPDATE connections AS c
       SET provider = $3, display_name = $4, status = $5, attribute_mapping = $6, idp_entity_id = $7, idp_sso_url = $8,
           idp_slo_url = $9, sso_binding = $10, name_id_format = $11, signing = $12, sign_requests = $13,
           certificates = $14, certificate_expires_at = $15, issuer = $16, client_id = $17, client_secret = $18,
           client_secret_suffix = $19, scopes = $20, pkce = $21, enabled = $22, revision = $23,
           version = version + 1, updated_at = now()
     WHERE organization_id = $1 AND id = $2
    RETURNING {COLUMNS}
    """,
)

DELETE = Statement(
    "connections.DELETE",
    Connection,
    f"""
    DELETE FROM connections AS c
     WHERE organization_id = $1 AND id = $2
    RETURNING {COLUMNS}
    """,
)

CONNECTIONS: Listing[Connection] = Listing(
    "connections.CONNECTIONS",
    COLUMNS,
    SOURCE,
    "c.id",
    {
        "CREATED_AT": Order("c.id", "text"),
        "UPDATED_AT": Order("c.updated_at", "timestamptz"),
        "CERTIFICATE_EXPIRES_AT": Order("coalesce(c.certificate_expires_at, 'infinity')", "timestamptz"),
    },
    where="o.deleted_at IS NULL",
    filters={
        "protocol": "c.protocol = {}::text",
        "provider": "c.provider = {}::text",
        "enabled": "c.enabled = {}::boolean",
        "certificate_expires_before": "coalesce(c.certificate_expires_at, 'infinity') < {}::timestamptz",
        "organization_ids": "c.organization_id = ANY ({}::text[])",
    },
)
OF_ORGANIZATIONS = replace(CONNECTIONS, name="connections.OF_ORGANIZATIONS", parent="c.organization_id")


async def connections_by_ids(db: Database, ids: Sequence[str], *, only: Only = None) -> list[Connection]:
    """Those of `ids` that exist, in any order."""
    return await BY_IDS.all(db, ids, only=only)


async def connection_now(db: Database, id: str) -> Connection | None:
    """The connection, None when there is none."""
    return await BY_IDS.first(db, [id])


async def locked_connection(db: Database, organization_id: str, id: str) -> Connection | None:
    """The connection; whoever else writes it waits for the transaction's end."""
    return await LOCK.first(db, organization_id, id)


async def insert_connection(db: Database, new: Connection) -> Connection:
    """The connection as it is stored; new ones are disabled, at revision and version 1."""
    row = await INSERT.first(
        db, new.organization_id, new.id, new.protocol, new.provider, new.display_name, new.status,
        *settings_of(new), new.created_at,
    )  # fmt: skip
    assert row is not None, "an insert returns its row"
    return row


async def update_connection(db: Database, now: Connection) -> Connection:
    """The connection with these values, its version raised."""
    row = await UPDATE.first(
        db, now.organization_id, now.id, now.provider, now.display_name, now.status,
        *settings_of(now), now.enabled, now.revision,
    )  # fmt: skip
    assert row is not None, "the row is locked"
    return row


def settings_of(row: Connection) -> tuple[object, ...]:
    """The values of the settings' columns, in the order of the statements that write them."""
    return (
        row.attribute_mapping, row.idp_entity_id, row.sso_url, row.slo_url, row.sso_binding, row.name_id_format,
        row.signing, row.sign_requests, row.certificates, row.certificate_expires_at, row.issuer, row.client_id,
        row.client_secret, row.client_secret_suffix, row.scopes, row.pkce,
    )  # fmt: skip


async def delete_connection(db: Database, organization_id: str, id: str) -> Connection | None:
    """The connection as it was; None when there was none."""
    return await DELETE.first(db, organization_id, id)
