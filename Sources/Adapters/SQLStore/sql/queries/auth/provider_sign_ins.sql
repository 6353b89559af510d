-- name: FindProviderSignIn :one
SELECT digest, provider, redirect_uri, user_id, expires_at, is_spent, proven FROM provider_sign_ins
WHERE tenant_id = sqlc.arg(tenant_id) AND digest = sqlc.arg(digest);

-- name: InsertProviderSignIn :exec
INSERT INTO provider_sign_ins (tenant_id, digest, provider, redirect_uri, user_id, expires_at, is_spent, proven)
VALUES (sqlc.arg(tenant_id), sqlc.arg(digest), sqlc.arg(provider), sqlc.arg(redirect_uri), sqlc.narg(user_id), sqlc.arg(expires_at),
  sqlc.arg(is_spent), sqlc.narg(proven));

-- name: UpdateProviderSignIn :exec
UPDATE provider_sign_ins SET is_spent = sqlc.arg(is_spent), proven = sqlc.narg(proven)
WHERE tenant_id = sqlc.arg(tenant_id) AND digest = sqlc.arg(digest);

-- name: DeleteProviderSignIn :exec
DELETE FROM provider_sign_ins WHERE tenant_id = sqlc.arg(tenant_id) AND digest = sqlc.arg(digest);

-- name: CountProviderSignIns :one
SELECT COUNT(*) AS total FROM provider_sign_ins WHERE tenant_id = sqlc.arg(tenant_id) AND expires_at > sqlc.arg(now_at);

-- name: DeleteOldProviderSignIns :execrows
DELETE FROM provider_sign_ins WHERE expires_at < sqlc.arg(expired_before);
