// The write: the statements of the gateway's action, in one transaction.
import { randomFillSync } from "node:crypto";
import { actor, pool, rows } from "./peer.js";
import { ALL } from "./reads.js";

const LOCK = `SELECT display_name AS "displayName", version, updated_at AS "updatedAt" FROM organizations
               WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE`;
const UPDATE = `UPDATE organizations SET display_name = $2, version = version + 1, updated_at = now()
                 WHERE id = $1 RETURNING ${ALL.organization}`;
const APPEND = `WITH counter AS (
                  INSERT INTO event_sequences AS counted (organization_id, last) VALUES ($1, 1)
                  ON CONFLICT (organization_id) DO UPDATE SET last = counted.last + 1 RETURNING last)
                INSERT INTO events (organization_id, id, sequence, type, actor_type, actor_id, subject_id, before,
                                    after, created_at)
                SELECT $1, $2, counter.last, 'organization.updated', 'API_KEY', $3, $1, $4, $5, $6 FROM counter`;
const LONGEST_NAME = 200;
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const random = Buffer.alloc(10);

/** An id as the gateway makes them: 26 letters for a UUIDv7. */
function newId(prefix, milliseconds) {
  randomFillSync(random);
  let number = (BigInt(milliseconds) << 80n) | BigInt(`0x${random.toString("hex")}`);
  number = (number & ~(0xfn << 76n) & ~(0x3n << 62n)) | (0x7n << 76n) | (0x2n << 62n);
  let text = "";
  for (let shift = 125n; shift >= 0n; shift -= 5n) {
    text += ALPHABET[Number((number >> shift) & 31n)];
  }
  return `${prefix}_${text}`;
}

/** The organization with another name, or what is the matter. */
export async function updateOrganization({ id, displayName }) {
  if (displayName.length < 1 || displayName.length > LONGEST_NAME) {
    throw new Error(`must have 1 to ${LONGEST_NAME} characters`);
  }
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const after = await changed(client, id, displayName);
    await client.query("COMMIT");
    return after;
  } catch (problem) {
    await client.query("ROLLBACK");
    throw problem;
  } finally {
    client.release();
  }
}

async function changed(client, id, displayName) {
  const [before] = await rows(LOCK, [id], client);
  if (before === undefined) {
    return { __typename: "NotFoundProblem", message: "there is no such organization" };
  }
  const [after] = await rows(UPDATE, [id, displayName], client);
  const now = Date.now();
  const event = newId("evt", now);
  await rows(APPEND, [id, event, actor, facts(before), facts(after), new Date(now)], client);
  return { __typename: "Organization", ...after };
}

function facts(row) {
  return { display_name: row.displayName, version: row.version, updated_at: row.updatedAt };
}
