-- name: FindIdentity :one
-- row: IdentityRow
SELECT id, user_id, provider, issuer, subject, created_at FROM identities
WHERE tenant_id = sqlc.arg(tenant_id) AND issuer = sqlc.arg(issuer) AND subject = sqlc.arg(subject);

-- name: ListIdentities :many
-- row: IdentityRow
SELECT id, user_id, provider, issuer, subject, created_at FROM identities
WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id) ORDER BY id;

-- name: InsertIdentity :exec
INSERT INTO identities (id, tenant_id, user_id, provider, issuer, subject, created_at)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(user_id), sqlc.arg(provider), sqlc.arg(issuer), sqlc.arg(subject), sqlc.arg(created_at));

-- name: DeleteIdentity :execrows
DELETE FROM identities WHERE id = sqlc.arg(id) AND user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);
