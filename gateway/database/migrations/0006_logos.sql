-- Logos that were uploaded, as we have encoded them. They are public: whoever knows a content's hash is shown it.

CREATE TABLE logos (
    organization_id text COLLATE "C" NOT NULL REFERENCES organizations,
    id              text COLLATE "C" NOT NULL,
    media_type      text NOT NULL,
    content         bytea NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
COMMENT ON COLUMN logos.id IS 'the hash of the content';
CREATE INDEX logos_by_id ON logos (id);
ALTER TABLE logos ALTER content SET STORAGE EXTERNAL;

ALTER TABLE logos ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON logos TO gateway_confined;
CREATE POLICY logos_by_members ON logos TO gateway_confined
    USING (organization_id = (SELECT confined_organization()) AND (SELECT confined_user()) IS NOT NULL)
    WITH CHECK (organization_id = (SELECT confined_organization()) AND (SELECT confined_user()) IS NOT NULL);
