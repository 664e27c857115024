// PostGraphile on node:http: the schema is made from the tables; M1 is the function that is made here.
import "./with-resolvers.js";
import { Server, createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { actor, checking, host, pool, port } from "./peer.js";

const UPDATE = `
CREATE SCHEMA IF NOT EXISTS benchmark;
COMMENT ON COLUMN organizations.deleted_at IS '@behavior +condition:attribute:filterBy';
CREATE OR REPLACE FUNCTION benchmark.rename_organization(organization text, new_name text)
RETURNS public.organizations LANGUAGE plpgsql VOLATILE STRICT AS $$
DECLARE
  old public.organizations;
  new public.organizations;
BEGIN
  IF length(new_name) NOT BETWEEN 1 AND 200 THEN
    RAISE 'must have 1 to 200 characters';
  END IF;
  SELECT * INTO old FROM public.organizations WHERE id = organization AND deleted_at IS NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  UPDATE public.organizations SET display_name = new_name, version = version + 1, updated_at = now()
   WHERE id = organization RETURNING * INTO new;
  WITH counter AS (
    INSERT INTO public.event_sequences AS counted (organization_id, last) VALUES (organization, 1)
    ON CONFLICT (organization_id) DO UPDATE SET last = counted.last + 1 RETURNING last)
  INSERT INTO public.events (organization_id, id, sequence, type, actor_type, actor_id, subject_id, before, after,
                             created_at)
  SELECT organization, 'evt_' || replace(uuidv7()::text, '-', ''), counter.last, 'organization.updated', 'API_KEY',
         '${actor}', organization,
         jsonb_build_object('display_name', old.display_name, 'version', old.version, 'updated_at', old.updated_at),
         jsonb_build_object('display_name', new.display_name, 'version', new.version, 'updated_at', new.updated_at),
         clock_timestamp()
    FROM counter;
  RETURN new;
END $$;`;

await pool.query(UPDATE);
const service = makePgService({ pool, schemas: ["public", "benchmark"] });
const preset = { extends: [PostGraphileAmberPreset], pgServices: [service], grafserv: { graphiql: false, watch: false } };

// The check of the key stands before PostGraphile's own listener, which is on a server that does not listen.
const inner = new Server();
await postgraphile(preset).createServ(grafserv).addTo(inner, false);
createServer(checking((request, response) => inner.emit("request", request, response))).listen(port, host);
