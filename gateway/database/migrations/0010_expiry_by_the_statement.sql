-- Whether an invitation has expired is told by the clock of the statement: operations of one member share a transaction,
-- whose now() is that of the first.
CREATE OR REPLACE VIEW own_memberships WITH (security_barrier) AS
    SELECT m.id, (SELECT confined_user()) AS user_id, m.roles, m.joined_at, o.id AS organization_id, o.display_name,
           o.logo_url,
           CASE WHEN m.status = 'PENDING_INVITE' AND m.invitation_expires_at <= statement_timestamp() THEN 'INVITE_EXPIRED'
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
