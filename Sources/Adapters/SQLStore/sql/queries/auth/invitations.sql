-- name: FindInvitation :one
-- row: InvitationRow
SELECT id, email, created_by_id, created_at, expires_at, used_by_id FROM invitations WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: InsertInvitation :exec
INSERT INTO invitations (id, tenant_id, email, created_by_id, created_at, expires_at, used_by_id)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.narg(email), sqlc.arg(created_by_id), sqlc.arg(created_at), sqlc.arg(expires_at), NULL);

-- name: UseInvitation :exec
UPDATE invitations SET used_by_id = sqlc.narg(used_by_id) WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: CountOpenInvitations :one
SELECT COUNT(*) AS total FROM invitations WHERE tenant_id = sqlc.arg(tenant_id) AND used_by_id IS NULL AND expires_at > sqlc.arg(now_at);

-- name: PageOpenInvitations :many
-- row: InvitationRow
SELECT id, email, created_by_id, created_at, expires_at, used_by_id FROM invitations
WHERE tenant_id = sqlc.arg(tenant_id) AND used_by_id IS NULL AND expires_at > sqlc.arg(now_at) AND id < sqlc.arg(before_id)
ORDER BY id DESC LIMIT sqlc.arg(page_size);

-- name: DeleteInvitation :exec
DELETE FROM invitations WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);
