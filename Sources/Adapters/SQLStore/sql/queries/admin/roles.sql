-- name: ListRoles :many
SELECT name, description, permissions, inherits FROM roles WHERE tenant_id = sqlc.arg(tenant_id) ORDER BY name;

-- name: CountRoles :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM roles WHERE tenant_id = sqlc.arg(tenant_id);

-- name: PutRole :exec
INSERT INTO roles (tenant_id, name, description, permissions, inherits)
VALUES (sqlc.arg(tenant_id), sqlc.arg(name), sqlc.arg(description), sqlc.arg(permissions), sqlc.arg(inherits))
ON CONFLICT (tenant_id, name) DO UPDATE SET description = excluded.description, permissions = excluded.permissions, inherits = excluded.inherits;

-- name: DeleteRole :execrows
DELETE FROM roles WHERE tenant_id = sqlc.arg(tenant_id) AND name = sqlc.arg(name);
