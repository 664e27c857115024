-- A link is worth what its maker may do: of a member, as long as its roles allow it to make links. A portal session asks
-- as well, before it writes; of memberships and roles, which it does not see, it learns whether its link counts.
CREATE VIEW links_in_force WITH (security_barrier) AS
    SELECT l.organization_id, l.id
      FROM portal_links l
     WHERE l.revoked_at IS NULL
       AND (current_user <> 'gateway_confined' OR l.organization_id = (SELECT confined_organization()))
       AND (NOT starts_with(l.created_by, 'usr_') OR EXISTS (
               SELECT FROM memberships m
                WHERE m.organization_id = l.organization_id AND m.user_id = l.created_by AND m.status = 'ACTIVE'
                  AND ARRAY (SELECT unnest(r.permissions) FROM roles r WHERE r.name = ANY (m.roles))
                      @> '{connections:write,portal_links:write}'::text[]));
GRANT SELECT ON links_in_force TO gateway_confined;

-- An invitation that a member sends has no metadata.
CREATE POLICY no_metadata_by_members ON memberships AS RESTRICTIVE FOR INSERT TO gateway_confined
    WITH CHECK (metadata = '{}');

-- As long as a user was behind each invitation, its removal told who: those of migration 0004 that it left.
UPDATE events SET before = before - 'user_id'
 WHERE type = 'membership.deleted' AND before ->> 'status' IN ('PENDING_INVITE', 'INVITE_EXPIRED');
