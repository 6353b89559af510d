-- name: FindPersonalToken :one
-- row: PersonalTokenRow
SELECT id, user_id, name, digest, scopes, created_at, expires_at FROM personal_tokens WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ListPersonalTokens :many
-- row: PersonalTokenRow
SELECT id, user_id, name, digest, scopes, created_at, expires_at FROM personal_tokens
WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id) ORDER BY id DESC;

-- name: InsertPersonalToken :exec
INSERT INTO personal_tokens (id, tenant_id, user_id, name, digest, scopes, created_at, expires_at)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(user_id), sqlc.arg(name), sqlc.arg(digest), sqlc.arg(scopes), sqlc.arg(created_at), sqlc.arg(expires_at));

-- name: DeletePersonalToken :execrows
DELETE FROM personal_tokens WHERE id = sqlc.arg(id) AND user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: DeleteExpiredTokens :execrows
DELETE FROM personal_tokens WHERE expires_at < sqlc.arg(expired_before);
