-- name: InsertIgnoredUser :execrows
INSERT INTO ignored_users (user_id, ignored_id, tenant_id, created_at)
VALUES (sqlc.arg(user_id), sqlc.arg(ignored_id), sqlc.arg(tenant_id), sqlc.arg(created_at))
ON CONFLICT (user_id, ignored_id) DO NOTHING;

-- name: DeleteIgnoredUser :exec
DELETE FROM ignored_users WHERE user_id = sqlc.arg(user_id) AND ignored_id = sqlc.arg(ignored_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: CountIgnoredUsers :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM ignored_users WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ListIgnoredUsers :many
SELECT i.ignored_id, a.handle, a.display_name FROM ignored_users i JOIN author_view a ON a.id = i.ignored_id
WHERE i.user_id = sqlc.arg(user_id) AND i.tenant_id = sqlc.arg(tenant_id) ORDER BY a.handle;

-- name: IgnoredIDs :many
SELECT ignored_id FROM ignored_users WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: IgnoringUsers :many
-- Everybody who ignores somebody.
SELECT DISTINCT user_id FROM ignored_users WHERE user_id > sqlc.arg(after_id) ORDER BY user_id LIMIT sqlc.arg(page_size);
