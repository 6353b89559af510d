-- name: ListTenants :many
-- row: TenantRow
SELECT id, slug, name, hosts, created_at FROM tenants ORDER BY slug;

-- name: FindTenantBySlug :one
-- row: TenantRow
SELECT id, slug, name, hosts, created_at FROM tenants WHERE slug = sqlc.arg(slug);

-- name: InsertTenant :exec
INSERT INTO tenants (id, slug, name, hosts, created_at)
VALUES (sqlc.arg(id), sqlc.arg(slug), sqlc.arg(name), sqlc.arg(hosts), sqlc.arg(created_at));
