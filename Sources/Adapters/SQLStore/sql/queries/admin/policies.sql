-- name: ListPolicies :many
SELECT name, definition, version, updated_at FROM policies WHERE tenant_id = sqlc.arg(tenant_id) ORDER BY name;

-- name: PutPolicy :exec
INSERT INTO policies (tenant_id, name, definition, version, updated_at)
VALUES (sqlc.arg(tenant_id), sqlc.arg(name), sqlc.arg(definition), sqlc.arg(version), sqlc.arg(updated_at))
ON CONFLICT (tenant_id, name) DO UPDATE SET definition = excluded.definition, version = excluded.version, updated_at = excluded.updated_at;

-- name: DeletePolicy :exec
DELETE FROM policies WHERE tenant_id = sqlc.arg(tenant_id) AND name = sqlc.arg(name);
