-- name: FindIdempotency :one
SELECT fingerprint, result FROM idempotency_keys
WHERE tenant_id = sqlc.arg(tenant_id) AND scope = sqlc.arg(scope) AND key = sqlc.arg(key) AND expires_at > sqlc.arg(now);

-- name: SaveIdempotency :exec
INSERT INTO idempotency_keys (tenant_id, scope, key, fingerprint, result, expires_at)
VALUES (sqlc.arg(tenant_id), sqlc.arg(scope), sqlc.arg(key), sqlc.arg(fingerprint), sqlc.arg(result), sqlc.arg(expires_at))
ON CONFLICT (tenant_id, scope, key) DO UPDATE SET fingerprint = excluded.fingerprint, result = excluded.result, expires_at = excluded.expires_at;

-- name: DeleteExpiredIdempotency :execrows
DELETE FROM idempotency_keys WHERE expires_at <= sqlc.arg(now);
