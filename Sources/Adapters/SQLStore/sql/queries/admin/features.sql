-- name: ListFeatures :many
SELECT key, definition, version, updated_at FROM feature_flags WHERE tenant_id = sqlc.arg(tenant_id) ORDER BY key;

-- name: PutFeature :exec
INSERT INTO feature_flags (tenant_id, key, definition, version, updated_at)
VALUES (sqlc.arg(tenant_id), sqlc.arg(key), sqlc.arg(definition), sqlc.arg(version), sqlc.arg(updated_at))
ON CONFLICT (tenant_id, key) DO UPDATE SET definition = excluded.definition, version = excluded.version, updated_at = excluded.updated_at;

-- name: DeleteFeature :execrows
DELETE FROM feature_flags WHERE tenant_id = sqlc.arg(tenant_id) AND key = sqlc.arg(key);
