-- name: FindPasswordHash :one
SELECT password_hash FROM credentials WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: PutPasswordHash :exec
INSERT INTO credentials (user_id, tenant_id, password_hash, updated_at)
VALUES (sqlc.arg(user_id), sqlc.arg(tenant_id), sqlc.arg(password_hash), sqlc.arg(updated_at))
ON CONFLICT (user_id) DO UPDATE SET password_hash = excluded.password_hash, updated_at = excluded.updated_at;
