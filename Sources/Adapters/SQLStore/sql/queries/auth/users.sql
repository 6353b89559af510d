-- name: FindUser :one
-- row: UserRow
SELECT id, handle, email, display_name, roles, state, version, created_at, updated_at FROM users WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: IsUserIDTaken :one
-- In any tenant.
SELECT id FROM users WHERE id = sqlc.arg(id);

-- name: FindUserByHandle :one
-- row: UserRow
SELECT id, handle, email, display_name, roles, state, version, created_at, updated_at FROM users WHERE tenant_id = sqlc.arg(tenant_id) AND handle_key = sqlc.arg(handle_key);

-- name: FindUserByEmail :one
-- row: UserRow
SELECT id, handle, email, display_name, roles, state, version, created_at, updated_at FROM users WHERE tenant_id = sqlc.arg(tenant_id) AND email_key = sqlc.arg(email_key);

-- name: InsertUser :exec
INSERT INTO users (id, tenant_id, handle, handle_key, email, email_key, display_name, roles, state, version, created_at, updated_at)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(handle), sqlc.arg(handle_key), sqlc.narg(email), sqlc.narg(email_key), sqlc.arg(display_name),
  sqlc.arg(roles), sqlc.arg(state), sqlc.arg(version), sqlc.arg(created_at), sqlc.arg(updated_at));

-- name: UpdateUser :exec
UPDATE users SET display_name = sqlc.arg(display_name), roles = sqlc.arg(roles), state = sqlc.arg(state), version = sqlc.arg(version),
  updated_at = sqlc.arg(updated_at)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: RolesOfActiveUsers :many
-- Those of accounts that carry more than the role of a member.
SELECT id, roles FROM users WHERE tenant_id = sqlc.arg(tenant_id) AND state = 'active' AND roles <> sqlc.arg(plain_roles);

-- name: SetUserEmail :exec
UPDATE users SET email = sqlc.arg(email), email_key = sqlc.arg(email_key), version = version + 1, updated_at = sqlc.arg(updated_at)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);
