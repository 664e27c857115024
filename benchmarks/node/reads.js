// The SQL of reads. `columns` is a list made by the functions at the end; rows have the names of the GraphQL fields.
import { rows } from "./peer.js";

export const FEATURES = ["SSO", "DIR_SYNC", "DOMAIN_VERIFICATION", "SESSION_POLICY"];

const FIELDS = {
  organization: [
    "id", "displayName", "externalId", "slug", "logoUrl", "metadata", "version", "createdAt", "updatedAt", "deletedAt",
  ],
  connection: [
    "id", "protocol", "provider", "displayName", "status", "enabled", "version", "createdAt", "updatedAt",
  ],
  membership: [
    "id", "status", "roles", "metadata", "provisioningMethod", "joinedAt", "version", "createdAt", "updatedAt",
  ],
  user: [
    "id", "email", "externalId", "name", "givenName", "familyName", "metadata", "version", "createdAt", "updatedAt",
  ],
};
/** What a level below needs, whatever is selected. */
const NEEDED = { organization: ["id"], connection: [], membership: ["userId"], user: ["id"] };

const column = (field) => `${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} AS "${field}"`;
const list = (table, fields) => [...new Set([...NEEDED[table], ...fields])].map(column).join(", ");

/** Every column of each table. */
export const ALL = Object.fromEntries(Object.entries(FIELDS).map(([table, fields]) => [table, list(table, fields)]));

/** The columns of the selected fields. */
export const selected = (table, fields) => list(table, FIELDS[table].filter((field) => fields.has(field)));

export const organizations = (first, columns) =>
  rows(`SELECT ${columns} FROM organizations WHERE deleted_at IS NULL ORDER BY id LIMIT $1`, [first]);

/** One row or null for each id. */
export async function organizationsByIds(ids, columns) {
  const text = `SELECT ${columns} FROM organizations WHERE id = ANY ($1::text[]) AND deleted_at IS NULL`;
  return inOrder(ids, await rows(text, [ids]));
}

export async function usersByIds(ids, columns) {
  return inOrder(ids, await rows(`SELECT ${columns} FROM users WHERE id = ANY ($1::text[])`, [ids]));
}

/** The features of each organization; those without a row are off. */
export async function featuresOf(ids) {
  const text = "SELECT organization_id, id, enabled FROM feature_settings WHERE organization_id = ANY ($1::text[])";
  const found = grouped(ids, await rows(text, [ids]));
  return found.map((settings) =>
    FEATURES.map((name) => ({ name, enabled: settings.find((setting) => setting.id === name)?.enabled ?? false })),
  );
}

/** The first connections of each organization. */
export const connectionsOf = (ids, first, columns) => pagesOf("connections", ids, first, columns);

/** The first memberships of each organization. */
export const membershipsOf = (ids, first, columns) => pagesOf("memberships", ids, first, columns);

/** How many memberships each organization has. */
export async function totalsOf(ids) {
  const text = `SELECT organization_id, count(*)::int AS total FROM memberships
                 WHERE organization_id = ANY ($1::text[]) GROUP BY organization_id`;
  const totals = new Map((await rows(text, [ids])).map((row) => [row.organization_id, row.total]));
  return ids.map((id) => totals.get(id) ?? 0);
}

async function pagesOf(table, ids, first, columns) {
  const text = `SELECT page.* FROM unnest($1::text[]) AS parent (id) CROSS JOIN LATERAL (
                  SELECT organization_id, ${columns || "id"} FROM ${table}
                   WHERE organization_id = parent.id ORDER BY id LIMIT $2) AS page`;
  return grouped(ids, await rows(text, [ids, first]));
}

function inOrder(ids, found) {
  const byId = new Map(found.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

function grouped(ids, found) {
  const byOrganization = new Map(ids.map((id) => [id, []]));
  for (const row of found) {
    byOrganization.get(row.organization_id).push(row);
  }
  return ids.map((id) => byOrganization.get(id));
}
