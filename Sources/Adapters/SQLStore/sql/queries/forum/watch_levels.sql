-- name: SetThreadWatch :exec
INSERT INTO thread_watches (user_id, thread_id, tenant_id, level, created_at)
VALUES (sqlc.arg(user_id), sqlc.arg(thread_id), sqlc.arg(tenant_id), sqlc.arg(level), sqlc.arg(created_at))
ON CONFLICT (user_id, thread_id) DO UPDATE SET level = excluded.level;

-- name: DeleteThreadWatch :exec
DELETE FROM thread_watches WHERE user_id = sqlc.arg(user_id) AND thread_id = sqlc.arg(thread_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: SetCategoryWatch :exec
INSERT INTO category_watches (user_id, category_id, tenant_id, level, created_at)
VALUES (sqlc.arg(user_id), sqlc.arg(category_id), sqlc.arg(tenant_id), sqlc.arg(level), sqlc.arg(created_at))
ON CONFLICT (user_id, category_id) DO UPDATE SET level = excluded.level;

-- name: DeleteCategoryWatch :exec
DELETE FROM category_watches WHERE user_id = sqlc.arg(user_id) AND category_id = sqlc.arg(category_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: DeleteWatchesOfCategory :exec
DELETE FROM category_watches WHERE category_id = sqlc.arg(category_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ListCategoryWatches :many
SELECT w.category_id, c.name, w.level FROM category_watches w JOIN categories c ON c.id = w.category_id
WHERE w.user_id = sqlc.arg(user_id) AND w.tenant_id = sqlc.arg(tenant_id) ORDER BY c.name, w.category_id;
