-- name: AddUsage :execrows
-- 0 for a tenant without quotas, about which nobody counts.
UPDATE tenant_usage SET members = members + sqlc.arg(members), threads = threads + sqlc.arg(threads), posts = posts + sqlc.arg(posts), bytes = bytes + sqlc.arg(bytes)
WHERE tenant_id = sqlc.arg(tenant_id);

-- name: FindUsage :one
-- row: UsageRow
SELECT u.members, u.threads, u.posts, u.bytes, t.members_max, t.threads_max, t.posts_max, t.bytes_max
FROM tenant_usage u JOIN tenants t ON t.id = u.tenant_id WHERE u.tenant_id = sqlc.arg(tenant_id);

-- name: PageUsages :many
-- Every counted tenant after one.
SELECT tenant_id, members, threads, posts, bytes FROM tenant_usage WHERE tenant_id > sqlc.arg(after_id) ORDER BY tenant_id LIMIT sqlc.arg(page_size);

-- name: CountMembers :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM users WHERE tenant_id = sqlc.arg(tenant_id);

-- name: CountThreads :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM threads WHERE tenant_id = sqlc.arg(tenant_id);

-- name: CountPosts :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM posts WHERE tenant_id = sqlc.arg(tenant_id);

-- name: CountBytes :one
SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS total FROM text_sizes WHERE tenant_id = sqlc.arg(tenant_id);

-- name: PutUsage :exec
INSERT INTO tenant_usage (tenant_id, members, threads, posts, bytes)
VALUES (sqlc.arg(tenant_id), sqlc.arg(members), sqlc.arg(threads), sqlc.arg(posts), sqlc.arg(bytes))
ON CONFLICT (tenant_id) DO UPDATE SET members = excluded.members, threads = excluded.threads, posts = excluded.posts, bytes = excluded.bytes;

-- name: DeleteUsage :exec
DELETE FROM tenant_usage WHERE tenant_id = sqlc.arg(tenant_id);
