-- name: RestrictionsOfUser :many
SELECT kind, until_at FROM restrictions WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id) ORDER BY kind;

-- name: PutRestriction :exec
INSERT INTO restrictions (user_id, kind, tenant_id, until_at, created_at, created_by)
VALUES (sqlc.arg(user_id), sqlc.arg(kind), sqlc.arg(tenant_id), sqlc.narg(until_at), sqlc.arg(created_at), sqlc.narg(created_by))
ON CONFLICT (user_id, kind) DO UPDATE SET until_at = excluded.until_at, created_at = excluded.created_at, created_by = excluded.created_by;

-- name: DeleteRestriction :execrows
DELETE FROM restrictions WHERE user_id = sqlc.arg(user_id) AND kind = sqlc.arg(kind) AND tenant_id = sqlc.arg(tenant_id);
