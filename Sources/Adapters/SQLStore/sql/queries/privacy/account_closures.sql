-- name: FindClosure :one
SELECT user_id, state, created_at, ends_at FROM account_closures WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: PutClosure :exec
INSERT INTO account_closures (user_id, tenant_id, state, created_at, ends_at)
VALUES (sqlc.arg(user_id), sqlc.arg(tenant_id), sqlc.arg(state), sqlc.arg(created_at), sqlc.arg(ends_at))
ON CONFLICT (user_id) DO UPDATE SET state = excluded.state, created_at = excluded.created_at, ends_at = excluded.ends_at;

-- name: DeleteClosure :exec
DELETE FROM account_closures WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ListEndedClosures :many
-- Of every tenant: whose time to come back is over, and who is not held.
SELECT c.user_id, c.tenant_id FROM account_closures c
WHERE c.state = 'deactivated' AND c.ends_at <= sqlc.arg(now) AND NOT EXISTS (SELECT 1 FROM legal_holds h WHERE h.user_id = c.user_id)
ORDER BY c.ends_at LIMIT sqlc.arg(page_size);

-- name: FindLegalHold :one
SELECT user_id, reason, created_at FROM legal_holds WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: PutLegalHold :exec
INSERT INTO legal_holds (user_id, tenant_id, reason, created_by, created_at)
VALUES (sqlc.arg(user_id), sqlc.arg(tenant_id), sqlc.arg(reason), sqlc.narg(created_by), sqlc.arg(created_at))
ON CONFLICT (user_id) DO UPDATE SET reason = excluded.reason, created_by = excluded.created_by, created_at = excluded.created_at;

-- name: DeleteLegalHold :execrows
DELETE FROM legal_holds WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: IsErasedHandle :one
SELECT created_at FROM erased_handles WHERE tenant_id = sqlc.arg(tenant_id) AND digest = sqlc.arg(digest);

-- name: KeepErasedHandle :exec
INSERT INTO erased_handles (tenant_id, digest, created_at) VALUES (sqlc.arg(tenant_id), sqlc.arg(digest), sqlc.arg(created_at)) ON CONFLICT DO NOTHING;
