-- The second wall for members: what the role gateway_confined sees when its caller is a user, named in a third setting.
-- A user is shared by organizations: of its row only the identity is granted, and only the caller's own and those who
-- have joined the caller's organization. What one may do within the organization, the gateway itself decides.

CREATE FUNCTION confined_user() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('gateway.user_id', true), '');

UPDATE roles SET permissions = permissions || '{roles:read}'
 WHERE name = 'admin' AND NOT permissions @> '{roles:read}';

-- UPDATE (version) lets it lock a role that it gives; no new row passes the check.
GRANT UPDATE (version) ON roles TO gateway_confined;
CREATE POLICY roles_for_members ON roles FOR SELECT TO gateway_confined
    USING ((SELECT confined_user()) IS NOT NULL);
CREATE POLICY lock_roles ON roles FOR UPDATE TO gateway_confined
    USING ((SELECT confined_user()) IS NOT NULL) WITH CHECK (false);

GRANT UPDATE (display_name, logo_url, updated_at) ON organizations TO gateway_confined;
CREATE POLICY profile_by_members ON organizations FOR UPDATE TO gateway_confined
    USING (id = (SELECT confined_organization()))
    WITH CHECK (id = (SELECT confined_organization()) AND deleted_at IS NULL AND (SELECT confined_user()) IS NOT NULL);

GRANT INSERT, UPDATE, DELETE ON memberships TO gateway_confined;
CREATE POLICY memberships_for_members ON memberships TO gateway_confined
    USING (organization_id = (SELECT confined_organization()) AND (SELECT confined_user()) IS NOT NULL)
    WITH CHECK (organization_id = (SELECT confined_organization()) AND (SELECT confined_user()) IS NOT NULL);

REVOKE SELECT ON users FROM gateway_confined;
GRANT SELECT (id, email, name, given_name, family_name) ON users TO gateway_confined;
CREATE POLICY identities_for_members ON users FOR SELECT TO gateway_confined
    USING (id = (SELECT confined_user())
        OR EXISTS (SELECT FROM memberships m
                    WHERE m.organization_id = (SELECT confined_organization())
                      AND m.user_id = users.id AND m.joined_at IS NOT NULL));

-- A member's organizations, its memberships in other ones included: a switcher can be built of it.
CREATE VIEW own_memberships WITH (security_barrier) AS
    SELECT m.id, m.user_id, m.roles, m.joined_at, o.id AS organization_id, o.display_name, o.logo_url,
           CASE WHEN m.status = 'PENDING_INVITE' AND m.invitation_expires_at <= now() THEN 'INVITE_EXPIRED'
                ELSE m.status END AS status
      FROM memberships m
      JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL
     WHERE m.user_id = (SELECT confined_user());
GRANT SELECT ON own_memberships TO gateway_confined;

CREATE POLICY events_for_members ON events FOR SELECT TO gateway_confined
    USING (organization_id = (SELECT confined_organization()) AND (SELECT confined_user()) IS NOT NULL);

GRANT INSERT, UPDATE ON portal_links TO gateway_confined;
CREATE POLICY links_for_members ON portal_links TO gateway_confined
    USING (organization_id = (SELECT confined_organization()) AND (SELECT confined_user()) IS NOT NULL)
    WITH CHECK (organization_id = (SELECT confined_organization()) AND (SELECT confined_user()) IS NOT NULL);

-- Whom a member invites is found, locked and if need be made by the owner of the tables. Its answer, an id, is for the
-- gateway, which shows it to no member.
CREATE FUNCTION user_to_invite(address text, new_id text, new_time timestamptz, event_id text, event_time timestamptz)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    found_id text;
    made users;
BEGIN
    IF confined_user() IS NULL OR confined_organization() IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a member invites by this function';
    END IF;
    LOOP
        SELECT u.id INTO found_id FROM users u WHERE u.email = address FOR NO KEY UPDATE;
        IF FOUND THEN
            RETURN found_id;
        END IF;
        INSERT INTO users (id, email, created_at, updated_at) VALUES (new_id, address, new_time, new_time)
        ON CONFLICT DO NOTHING
        RETURNING * INTO made;
        IF FOUND THEN
            INSERT INTO events (organization_id, id, type, actor_type, actor_id, subject_id, after, created_at)
            VALUES ('', event_id, 'user.created', 'MEMBER', confined_user(), new_id, to_jsonb(made), event_time);
            RETURN made.id;
        END IF;
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION user_to_invite FROM PUBLIC;
GRANT EXECUTE ON FUNCTION user_to_invite TO gateway_confined;
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION user_to_invite SET search_path = %I, pg_temp', current_schema());
END
$$;
