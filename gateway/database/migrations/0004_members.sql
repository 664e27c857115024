-- The second wall for members: what the role gateway_confined sees when its caller is a user, named in a third setting.
-- A user is shared by organizations: of its row only the identity is granted, and only the caller's own and those who
-- have joined the caller's organization. What one may do within the organization, the gateway itself decides.

CREATE FUNCTION confined_user() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('gateway.user_id', true), '');

-- An invitation is for an address. Whose it is, is found when it is accepted: no user is behind it before.
ALTER TABLE memberships ALTER user_id DROP NOT NULL;
DELETE FROM memberships m
 WHERE m.status = 'PENDING_INVITE'
   AND EXISTS (SELECT FROM memberships later
                WHERE later.organization_id = m.organization_id AND later.invited_email = m.invited_email
                  AND later.status = 'PENDING_INVITE'
                  AND (later.invitation_expires_at, later.id) > (m.invitation_expires_at, m.id));
DELETE FROM memberships m
 USING memberships joined JOIN users u ON u.id = joined.user_id
 WHERE m.status = 'PENDING_INVITE' AND m.invited_email = u.email
   AND joined.organization_id = m.organization_id AND joined.status <> 'PENDING_INVITE';
UPDATE memberships SET user_id = NULL WHERE status = 'PENDING_INVITE';
UPDATE events SET before = before - 'user_id', after = after - 'user_id'
 WHERE type LIKE 'invitation.%' AND type <> 'invitation.accepted';
ALTER TABLE memberships ADD CHECK ((status = 'PENDING_INVITE') = (user_id IS NULL));
CREATE UNIQUE INDEX memberships_invited ON memberships (invited_email COLLATE "C", organization_id)
 WHERE user_id IS NULL;

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

-- It invites, changes and removes; it joins nobody, and whose token accepts an invitation it cannot read.
REVOKE SELECT ON memberships FROM gateway_confined;
GRANT SELECT (organization_id, id, user_id, status, roles, metadata, provisioning_method, invited_email,
              invitation_expires_at, invitations_sent, joined_at, version, created_at, updated_at),
      INSERT (organization_id, id, status, roles, metadata, provisioning_method, invited_email, invitation_hash,
              invitation_expires_at, invitations_sent, created_at, updated_at),
      UPDATE (status, roles, invitation_hash, invitation_expires_at, invitations_sent, version, updated_at),
      DELETE
   ON memberships TO gateway_confined;
CREATE POLICY memberships_for_members ON memberships TO gateway_confined
    USING (organization_id = (SELECT confined_organization()) AND (SELECT confined_user()) IS NOT NULL)
    WITH CHECK (organization_id = (SELECT confined_organization()) AND (SELECT confined_user()) IS NOT NULL);

REVOKE SELECT ON users FROM gateway_confined;
GRANT SELECT (id, email, name, given_name, family_name) ON users TO gateway_confined;
CREATE POLICY identities_for_members ON users FOR SELECT TO gateway_confined
    USING (id = (SELECT confined_user())
        OR EXISTS (SELECT FROM memberships m
                    WHERE m.organization_id = (SELECT confined_organization())
                      AND m.user_id = users.id));

-- A member's organizations, its memberships in other ones and the invitations to its address included: a switcher can be
-- built of it.
CREATE VIEW own_memberships WITH (security_barrier) AS
    SELECT m.id, (SELECT confined_user()) AS user_id, m.roles, m.joined_at, o.id AS organization_id, o.display_name,
           o.logo_url,
           CASE WHEN m.status = 'PENDING_INVITE' AND m.invitation_expires_at <= now() THEN 'INVITE_EXPIRED'
                ELSE m.status END AS status
      FROM (SELECT joined.* FROM memberships joined WHERE joined.user_id = (SELECT confined_user())
             UNION ALL
            SELECT invited.*
              FROM users own
              JOIN memberships invited ON invited.invited_email = own.email AND invited.user_id IS NULL
             WHERE own.id = (SELECT confined_user())
               AND NOT EXISTS (SELECT FROM memberships joined
                                WHERE joined.organization_id = invited.organization_id AND joined.user_id = own.id)) AS m
      JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL;
GRANT SELECT ON own_memberships TO gateway_confined;

CREATE POLICY events_for_members ON events FOR SELECT TO gateway_confined
    USING (organization_id = (SELECT confined_organization()) AND (SELECT confined_user()) IS NOT NULL);

GRANT INSERT, UPDATE ON portal_links TO gateway_confined;
CREATE POLICY links_for_members ON portal_links TO gateway_confined
    USING (organization_id = (SELECT confined_organization()) AND (SELECT confined_user()) IS NOT NULL)
    WITH CHECK (organization_id = (SELECT confined_organization()) AND (SELECT confined_user()) IS NOT NULL);
