-- name: ListTenants :many
-- row: TenantRow
SELECT id, slug, name, hosts, state, members_max, threads_max, posts_max, bytes_max, accent, tagline, region, version, created_at FROM tenants ORDER BY slug;

-- name: InsertTenant :exec
INSERT INTO tenants (id, slug, name, hosts, state, members_max, threads_max, posts_max, bytes_max, accent, tagline, region, version, created_at)
VALUES (sqlc.arg(id), sqlc.arg(slug), sqlc.arg(name), sqlc.arg(hosts), sqlc.arg(state), sqlc.narg(members_max), sqlc.narg(threads_max), sqlc.narg(posts_max),
  sqlc.narg(bytes_max), sqlc.narg(accent), sqlc.narg(tagline), sqlc.narg(region), sqlc.arg(version), sqlc.arg(created_at));

-- name: UpdateTenant :exec
UPDATE tenants SET name = sqlc.arg(name), hosts = sqlc.arg(hosts), state = sqlc.arg(state), members_max = sqlc.narg(members_max),
  threads_max = sqlc.narg(threads_max), posts_max = sqlc.narg(posts_max), bytes_max = sqlc.narg(bytes_max), accent = sqlc.narg(accent), tagline = sqlc.narg(tagline),
  region = sqlc.narg(region), version = sqlc.arg(version)
WHERE id = sqlc.arg(id);

-- name: DeleteTenant :exec
DELETE FROM tenants WHERE id = sqlc.arg(id);
