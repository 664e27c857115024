-- What belongs to the whole environment: the confined role, roles, users, API keys, idempotency keys.
-- Ids are made by the gateway and carry the time of creation, so (id) is the order of creation.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The role under which a confined caller's statements run. It is cluster-wide: another database may have made it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'gateway_confined') THEN
        BEGIN
            CREATE ROLE gateway_confined NOLOGIN;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;
            WHEN insufficient_privilege THEN
                RAISE insufficient_privilege USING
                    MESSAGE = 'the role gateway_confined does not exist and this user may not create it',
                    HINT = format('As a superuser run: CREATE ROLE gateway_confined NOLOGIN; '
                        'GRANT gateway_confined TO %I WITH SET TRUE, INHERIT FALSE;', current_user);
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'gateway_confined', 'SET') THEN
        BEGIN
            EXECUTE format('GRANT gateway_confined TO %I WITH SET TRUE, INHERIT FALSE', current_user);
        EXCEPTION
            WHEN insufficient_privilege THEN
                RAISE insufficient_privilege USING
                    MESSAGE = 'this user may not act as the role gateway_confined',
                    HINT = format('As a superuser run: '
                        'GRANT gateway_confined TO %I WITH SET TRUE, INHERIT FALSE;', current_user);
        END;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO gateway_confined', current_schema());
END
$$;

CREATE TABLE roles (
    name         text COLLATE "C" PRIMARY KEY,
    display_name text NOT NULL,
    description  text,
    permissions  text[] NOT NULL DEFAULT '{}',
    version      integer NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now()
);
INSERT INTO roles (name, display_name, description, permissions) VALUES
    ('admin', 'Administrator', 'Manages the organization, its members and its connections.',
     '{organizations:read,organizations:write,memberships:read,memberships:write,connections:read,connections:write,portal_links:read,portal_links:write,events:read}'),
    ('member', 'Member', 'Belongs to the organization.', '{organizations:read,memberships:read}');

CREATE TABLE users (
    id          text COLLATE "C" PRIMARY KEY,
    email       text COLLATE "C" NOT NULL UNIQUE,
    external_id text COLLATE "C" UNIQUE,
    name        text,
    given_name  text,
    family_name text,
    metadata    jsonb NOT NULL DEFAULT '{}',
    version     integer NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE INDEX users_search ON users USING gin (email gin_trgm_ops, name gin_trgm_ops);

CREATE TABLE api_keys (
    id           text COLLATE "C" PRIMARY KEY,
    name         text NOT NULL,
    scopes       text[] NOT NULL,
    secret_hash  bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

-- What a caller's key answered with; kept for a day. The input is kept as a keyed hash only.
CREATE TABLE idempotency_keys (
    caller     text COLLATE "C" NOT NULL,
    mutation   text COLLATE "C" NOT NULL,
    key        text COLLATE "C" NOT NULL,
    input_hash bytea NOT NULL,
    entity_id  text COLLATE "C",
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, mutation, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
