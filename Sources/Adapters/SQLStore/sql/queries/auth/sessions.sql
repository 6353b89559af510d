-- name: FindSession :one
-- row: SessionRow
SELECT id, user_id, device_name, network, created_at, last_seen_at, generation, rotated_at, ended_at, end_reason FROM sessions
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ListOpenSessions :many
-- row: SessionRow
SELECT id, user_id, device_name, network, created_at, last_seen_at, generation, rotated_at, ended_at, end_reason FROM sessions
WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id) AND ended_at IS NULL ORDER BY id DESC;

-- name: InsertSession :exec
INSERT INTO sessions (id, tenant_id, user_id, device_name, network, created_at, last_seen_at, generation, rotated_at, ended_at, end_reason)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(user_id), sqlc.arg(device_name), sqlc.arg(network), sqlc.arg(created_at), sqlc.arg(last_seen_at),
  sqlc.arg(generation), sqlc.arg(rotated_at), sqlc.narg(ended_at), sqlc.narg(end_reason));

-- name: UpdateSession :exec
UPDATE sessions SET device_name = sqlc.arg(device_name), last_seen_at = sqlc.arg(last_seen_at), generation = sqlc.arg(generation), rotated_at = sqlc.arg(rotated_at),
  ended_at = sqlc.narg(ended_at), end_reason = sqlc.narg(end_reason)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: EndEverySession :execrows
-- Of all tenants.
UPDATE sessions SET ended_at = CAST(sqlc.arg(ended_at) AS BIGINT), end_reason = 'revoked' WHERE ended_at IS NULL;

-- name: ListOldSessions :many
-- Of all tenants: those that ended long ago, and those that began so long ago that they are over.
SELECT id FROM sessions WHERE ended_at < CAST(sqlc.arg(ended_before) AS BIGINT) OR created_at < sqlc.arg(created_before) LIMIT sqlc.arg(chunk_size);

-- name: DeleteSession :execrows
DELETE FROM sessions WHERE id = sqlc.arg(id);
