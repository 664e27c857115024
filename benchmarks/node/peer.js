// What every peer has: its settings from the environment, a pool like the gateway's, the check of the key.
import { timingSafeEqual } from "node:crypto";
import pg from "pg";

const TIMESTAMPTZ = 1184;
// As PostgreSQL writes it, in ISO 8601; the server's time zone is UTC. No Date is made, so no microsecond is lost.
pg.types.setTypeParser(TIMESTAMPTZ, (text) => `${text.replace(" ", "T")}:00`);

export const port = Number(process.env.PORT);
export const host = "127.0.0.1";
export const actor = process.env.BENCHMARK_ACTOR;
export const SESSION = "-c jit=off -c random_page_cost=1.1";

// PGHOST, PGPORT, PGUSER and PGDATABASE name the database.
export const pool = new pg.Pool({ max: Number(process.env.BENCHMARK_POOL_SIZE), options: SESSION });

const expected = Buffer.from(`Bearer ${process.env.BENCHMARK_KEY}`);

/** Whether an Authorization header is the one expected. */
export function isAllowed(header) {
  const given = Buffer.from(header ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const names = new Map();

/** The rows of a statement, prepared once on each connection. */
export async function rows(text, values, client = pool) {
  let name = names.get(text);
  if (name === undefined) {
    name = `s${names.size}`;
    names.set(text, name);
  }
  return (await client.query({ name, text, values })).rows;
}

/** A listener for node:http that lets only requests with the key through. */
export function checking(handler) {
  return (request, response) => {
    if (isAllowed(request.headers.authorization)) {
      handler(request, response);
    } else {
      response.writeHead(401).end();
    }
  };
}
