-- name: ListRoles :many
SELECT name, description, permissions FROM roles WHERE tenant_id = sqlc.arg(tenant_id) ORDER BY name;

-- name: CountRoles :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM roles WHERE tenant_id = sqlc.arg(tenant_id);

-- name: PutRole :exec
INSERT INTO roles (tenant_id, name, description, permissions)
VALUES (sqlc.arg(tenant_id), sqlc.arg(name), sqlc.arg(description), sqlc.arg(permissions))
ON CONFLICT (tenant_id, name) DO UPDATE SET description = excluded.description, permissions = excluded.permissions;

-- name: DeleteRole :execrows
DELETE FROM roles WHERE tenant_id = sqlc.arg(tenant_id) AND name = sqlc.arg(name);
