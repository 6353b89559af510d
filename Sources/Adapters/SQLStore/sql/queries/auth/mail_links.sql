-- name: FindMailLink :one
SELECT id, user_id, purpose, email, expires_at, used_at FROM mail_links WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: InsertMailLink :exec
INSERT INTO mail_links (id, tenant_id, user_id, purpose, email, email_key, created_at, expires_at, used_at)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.narg(user_id), sqlc.arg(purpose), sqlc.arg(email), sqlc.arg(email_key), sqlc.arg(created_at),
  sqlc.arg(expires_at), NULL);

-- name: UseMailLink :exec
UPDATE mail_links SET used_at = sqlc.narg(used_at) WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: CountMailLinks :one
SELECT COUNT(*) AS total FROM mail_links
WHERE tenant_id = sqlc.arg(tenant_id) AND email_key = sqlc.arg(email_key) AND created_at >= sqlc.arg(since_at);

-- name: DeleteOldMailLinks :execrows
DELETE FROM mail_links WHERE expires_at < sqlc.arg(expired_before);
