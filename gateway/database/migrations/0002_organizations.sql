-- Tenants and all that belongs to one. Every table here has the primary key (organization_id, id): the rows of one
-- tenant lie together, and the tables can be distributed by organization_id.

CREATE TABLE organizations (
    id           text COLLATE "C" PRIMARY KEY,
    display_name text NOT NULL,
    external_id  text COLLATE "C" UNIQUE,
    slug         text COLLATE "C" UNIQUE,
    logo_url     text,
    metadata     jsonb NOT NULL DEFAULT '{}',
    version      integer NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    deleted_at   timestamptz
);
CREATE INDEX organizations_live ON organizations (id) WHERE deleted_at IS NULL;
CREATE INDEX organizations_by_update ON organizations (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX organizations_by_name ON organizations (lower(display_name), id) WHERE deleted_at IS NULL;
CREATE INDEX organizations_by_update_with_deleted ON organizations (updated_at, id);
CREATE INDEX organizations_by_name_with_deleted ON organizations (lower(display_name), id);
CREATE INDEX organizations_search ON organizations USING gin (display_name gin_trgm_ops);
CREATE INDEX organizations_metadata ON organizations USING gin (metadata jsonb_path_ops);
CREATE INDEX organizations_deleted ON organizations (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE memberships (
    organization_id      text COLLATE "C" NOT NULL REFERENCES organizations,
    id                   text COLLATE "C" NOT NULL,
    user_id              text COLLATE "C" NOT NULL REFERENCES users,
    status               text NOT NULL CHECK (status IN ('ACTIVE', 'INACTIVE', 'PENDING_INVITE')),
    roles                text[] NOT NULL CHECK (cardinality(roles) > 0),
    metadata             jsonb NOT NULL DEFAULT '{}',
    provisioning_method  text NOT NULL,
    invited_email        text,
    invitation_hash      bytea,
    invitation_expires_at timestamptz,
    invitations_sent     integer NOT NULL DEFAULT 0,
    joined_at            timestamptz,
    version              integer NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, user_id),
    CHECK ((status = 'PENDING_INVITE') = (invitation_hash IS NOT NULL)),
    CHECK ((status = 'PENDING_INVITE') = (invitation_expires_at IS NOT NULL))
);
CREATE INDEX memberships_by_id ON memberships (id);
CREATE INDEX memberships_by_user ON memberships (user_id, id);
CREATE INDEX memberships_by_role ON memberships USING gin (roles);
CREATE INDEX memberships_active_admins ON memberships (organization_id) WHERE status = 'ACTIVE' AND roles @> '{admin}'::text[];

CREATE TABLE feature_settings (
    organization_id text COLLATE "C" NOT NULL REFERENCES organizations,
    id              text COLLATE "C" NOT NULL,
    enabled         boolean NOT NULL,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
COMMENT ON COLUMN feature_settings.id IS 'the name of the feature';
CREATE INDEX feature_settings_enabled ON feature_settings (id, organization_id) WHERE enabled;

CREATE TABLE connections (
    organization_id        text COLLATE "C" NOT NULL REFERENCES organizations,
    id                     text COLLATE "C" NOT NULL,
    protocol               text NOT NULL CHECK (protocol IN ('SAML', 'OIDC')),
    provider               text NOT NULL,
    display_name           text NOT NULL,
    status                 text NOT NULL CHECK (status IN ('DRAFT', 'IN_PROGRESS', 'COMPLETED')),
    enabled                boolean NOT NULL DEFAULT false,
    revision               integer NOT NULL DEFAULT 1,
    attribute_mapping      jsonb NOT NULL DEFAULT '{}',
    idp_entity_id          text,
    idp_sso_url            text,
    idp_slo_url            text,
    sso_binding            text,
    name_id_format         text,
    signing                text,
    sign_requests          boolean NOT NULL DEFAULT false,
    certificates           text[] NOT NULL DEFAULT '{}',
    certificate_expires_at timestamptz,
    issuer                 text,
    client_id              text,
    client_secret          bytea,
    client_secret_suffix   text,
    scopes                 text[] NOT NULL DEFAULT '{}',
    pkce                   boolean NOT NULL DEFAULT true,
    version                integer NOT NULL DEFAULT 1,
    created_at             timestamptz NOT NULL,
    updated_at             timestamptz NOT NULL,
    -- What lists filter by is in the key's index as well: counting need not read the certificates.
    PRIMARY KEY (organization_id, id) INCLUDE (protocol, provider, enabled, certificate_expires_at),
    CHECK (NOT enabled OR status = 'COMPLETED')
);
COMMENT ON COLUMN connections.client_secret IS 'AES-256-GCM, bound to organization and connection id';
CREATE INDEX connections_by_id ON connections (id);
CREATE INDEX connections_by_protocol ON connections (protocol, id);
CREATE INDEX connections_by_enabled ON connections (enabled, id);
CREATE INDEX connections_by_provider ON connections (provider, id);
CREATE INDEX connections_by_update ON connections (updated_at, id);
CREATE INDEX connections_by_certificate_expiry ON connections (coalesce(certificate_expires_at, 'infinity'), id);

CREATE TABLE portal_links (
    organization_id text COLLATE "C" NOT NULL REFERENCES organizations,
    id              text COLLATE "C" NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('EMBED', 'SHARE')),
    features        text[] NOT NULL CHECK (cardinality(features) > 0),
    embed_origin    text,
    secret_hash     bytea NOT NULL,
    created_by      text NOT NULL,
    use_count       integer NOT NULL DEFAULT 0,
    first_used_at   timestamptz,
    last_used_at    timestamptz,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    revoked_at      timestamptz,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX portal_links_by_id ON portal_links (id);

CREATE TABLE portal_sessions (
    organization_id text COLLATE "C" NOT NULL REFERENCES organizations,
    id              text COLLATE "C" NOT NULL,
    link_id         text COLLATE "C" NOT NULL,
    token_hash      bytea NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, link_id) REFERENCES portal_links ON DELETE CASCADE
);
CREATE INDEX portal_sessions_by_expiry ON portal_sessions (expires_at);
CREATE INDEX portal_sessions_by_link ON portal_sessions (organization_id, link_id);

-- The log. An event of the environment has organization_id '' and no sequence; an organization's events are numbered
-- without gaps by event_sequences. The stream of all of them is ordered by (transaction_id, id).
CREATE TABLE events (
    organization_id text COLLATE "C" NOT NULL,
    id              text COLLATE "C" NOT NULL,
    sequence        bigint,
    type            text COLLATE "C" NOT NULL,
    actor_type      text NOT NULL,
    actor_id        text COLLATE "C",
    subject_id      text COLLATE "C" NOT NULL,
    before          jsonb,
    after           jsonb,
    created_at      timestamptz NOT NULL,
    transaction_id  xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (organization_id, id),
    CHECK ((organization_id = '') = (sequence IS NULL))
);
CREATE UNIQUE INDEX events_by_sequence ON events (organization_id, sequence) WHERE sequence IS NOT NULL;
CREATE INDEX events_in_commit_order ON events (transaction_id, id);
CREATE INDEX events_by_type ON events (type, transaction_id, id);

CREATE TABLE event_sequences (
    organization_id text COLLATE "C" PRIMARY KEY REFERENCES organizations,
    last            bigint NOT NULL
);
