-- name: FindTOTPFactor :one
SELECT sealed_secret, created_at, confirmed_at, last_step, failures, failed_at FROM totp_factors
WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: CountSecondFactors :one
-- An app that was confirmed, and passkeys.
SELECT CAST((SELECT COUNT(*) FROM totp_factors t WHERE t.user_id = sqlc.arg(user_id) AND t.tenant_id = sqlc.arg(tenant_id) AND t.confirmed_at IS NOT NULL)
  + (SELECT COUNT(*) FROM passkeys p WHERE p.user_id = sqlc.arg(user_id) AND p.tenant_id = sqlc.arg(tenant_id)) AS BIGINT) AS total;

-- name: ListSealedFactors :many
-- Of all tenants: the apps that codes are asked of, those of the oldest accounts first.
SELECT user_id, sealed_secret FROM totp_factors WHERE confirmed_at IS NOT NULL ORDER BY user_id LIMIT sqlc.arg(page_size);

-- name: PutTOTPFactor :exec
INSERT INTO totp_factors (user_id, tenant_id, sealed_secret, created_at, confirmed_at, last_step, failures, failed_at)
VALUES (sqlc.arg(user_id), sqlc.arg(tenant_id), sqlc.arg(sealed_secret), sqlc.arg(created_at), sqlc.narg(confirmed_at), sqlc.arg(last_step),
  sqlc.arg(failures), sqlc.arg(failed_at))
ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, created_at = excluded.created_at, confirmed_at = excluded.confirmed_at,
  last_step = excluded.last_step, failures = excluded.failures, failed_at = excluded.failed_at;

-- name: DeleteTOTPFactor :exec
DELETE FROM totp_factors WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: InsertRecoveryCode :exec
INSERT INTO recovery_codes (user_id, digest, tenant_id, created_at, used_at)
VALUES (sqlc.arg(user_id), sqlc.arg(digest), sqlc.arg(tenant_id), sqlc.arg(created_at), NULL);

-- name: UseRecoveryCode :execrows
UPDATE recovery_codes SET used_at = sqlc.arg(used_at)
WHERE user_id = sqlc.arg(user_id) AND digest = sqlc.arg(digest) AND tenant_id = sqlc.arg(tenant_id) AND used_at IS NULL;

-- name: CountRecoveryCodes :one
SELECT COUNT(*) AS total FROM recovery_codes WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id) AND used_at IS NULL;

-- name: DeleteRecoveryCodes :exec
DELETE FROM recovery_codes WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);
