-- name: FindNotificationPreferences :one
SELECT reply, comment, mention, watched, digest FROM notification_preferences
WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: PutNotificationPreferences :exec
-- A digest that stays as it is keeps its time.
INSERT INTO notification_preferences (user_id, tenant_id, reply, comment, mention, watched, digest, digest_due_at, updated_at)
VALUES (sqlc.arg(user_id), sqlc.arg(tenant_id), sqlc.arg(reply), sqlc.arg(comment), sqlc.arg(mention), sqlc.arg(watched), sqlc.arg(digest),
  sqlc.narg(digest_due_at), sqlc.arg(updated_at))
ON CONFLICT (user_id) DO UPDATE SET reply = excluded.reply, comment = excluded.comment, mention = excluded.mention, watched = excluded.watched,
  digest_due_at = CASE WHEN notification_preferences.digest = excluded.digest THEN notification_preferences.digest_due_at
    ELSE excluded.digest_due_at END,
  digest = excluded.digest, updated_at = excluded.updated_at;

-- name: EndDigest :exec
UPDATE notification_preferences SET digest = 'off', digest_due_at = NULL, updated_at = sqlc.arg(updated_at)
WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: PageDueDigests :many
-- Of all tenants, those that wait longest first. Nobody who can't sign in gets mail, nor who went away.
SELECT f.user_id, f.tenant_id, f.digest, f.digest_due_at, u.email
FROM notification_preferences f JOIN users u ON u.id = f.user_id
WHERE f.digest_due_at IS NOT NULL AND f.digest_due_at <= sqlc.arg(due_until) AND u.state = 'active' AND u.email IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM account_gates g WHERE g.user_id = f.user_id)
  AND NOT EXISTS (SELECT 1 FROM account_closures c WHERE c.user_id = f.user_id)
ORDER BY f.digest_due_at, f.user_id LIMIT sqlc.arg(page_size);

-- name: MoveDigest :exec
UPDATE notification_preferences SET digest_due_at = sqlc.arg(next_due_at)
WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id) AND digest_due_at = sqlc.arg(due_at);
