-- The second wall: what the role gateway_confined sees. A confined transaction names its organization and its caller in
-- settings that end with it; after the transaction they read '', not NULL. A table without a policy shows nothing.

CREATE FUNCTION confined_organization() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('gateway.organization_id', true), '');

CREATE FUNCTION confined_caller() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('gateway.caller', true), '');

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['roles', 'users', 'api_keys', 'idempotency_keys', 'organizations', 'memberships',
        'feature_settings', 'connections', 'portal_links', 'portal_sessions', 'events', 'event_sequences']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('GRANT SELECT ON %I TO gateway_confined', name);
    END LOOP;
END
$$;

-- UPDATE (version) lets it lock the row of its organization; no new row passes the check.
GRANT UPDATE (version) ON organizations TO gateway_confined;
CREATE POLICY own_organization ON organizations FOR SELECT TO gateway_confined
    USING (id = (SELECT confined_organization()) AND deleted_at IS NULL);
CREATE POLICY lock_own_organization ON organizations FOR UPDATE TO gateway_confined
    USING (id = (SELECT confined_organization())) WITH CHECK (false);

CREATE POLICY own_features ON feature_settings FOR SELECT TO gateway_confined
    USING (organization_id = (SELECT confined_organization()));

GRANT INSERT, UPDATE, DELETE ON connections TO gateway_confined;
CREATE POLICY own_connections ON connections TO gateway_confined
    USING (organization_id = (SELECT confined_organization()))
    WITH CHECK (organization_id = (SELECT confined_organization()));

-- It writes the events of its organization and reads none.
GRANT INSERT ON events TO gateway_confined;
CREATE POLICY own_new_events ON events FOR INSERT TO gateway_confined
    WITH CHECK (organization_id = (SELECT confined_organization()));
GRANT INSERT, UPDATE ON event_sequences TO gateway_confined;
CREATE POLICY own_sequence ON event_sequences TO gateway_confined
    USING (organization_id = (SELECT confined_organization()))
    WITH CHECK (organization_id = (SELECT confined_organization()));

GRANT INSERT, UPDATE ON idempotency_keys TO gateway_confined;
CREATE POLICY own_keys ON idempotency_keys TO gateway_confined
    USING (caller = (SELECT confined_caller())) WITH CHECK (caller = (SELECT confined_caller()));

-- A portal session may see its own link, and no other.
CREATE POLICY own_link ON portal_links FOR SELECT TO gateway_confined
    USING (organization_id = (SELECT confined_organization())
        AND id IN (SELECT link_id FROM portal_sessions));
CREATE POLICY own_session ON portal_sessions FOR SELECT TO gateway_confined
    USING (organization_id = (SELECT confined_organization()) AND id = (SELECT confined_caller()));
