-- name: FindCategory :one
-- row: CategoryRow
SELECT id, slug, name, description, version, created_at, updated_at FROM categories WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: FindCategoryBySlug :one
-- row: CategoryRow
SELECT id, slug, name, description, version, created_at, updated_at FROM categories WHERE tenant_id = sqlc.arg(tenant_id) AND slug = sqlc.arg(slug);

-- name: CountCategories :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM categories WHERE tenant_id = sqlc.arg(tenant_id);

-- name: InsertCategory :exec
INSERT INTO categories (id, tenant_id, slug, name, description, thread_count, version, created_at, updated_at, updated_by)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(slug), sqlc.arg(name), sqlc.arg(description), 0, sqlc.arg(version), sqlc.arg(created_at),
  sqlc.arg(updated_at), sqlc.narg(updated_by));

-- name: UpdateCategory :exec
UPDATE categories SET slug = sqlc.arg(slug), name = sqlc.arg(name), description = sqlc.arg(description), version = sqlc.arg(version),
  updated_at = sqlc.arg(updated_at), updated_by = sqlc.narg(updated_by)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: CountThreadsInCategory :one
-- Deleted ones included: they can be restored.
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM threads WHERE category_id = sqlc.arg(category_id);

-- name: DeleteCategory :exec
DELETE FROM categories WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: DeleteCategoryImports :exec
-- A category that is gone must not be found again by a later import.
DELETE FROM import_records WHERE tenant_id = sqlc.arg(tenant_id) AND kind = 'category' AND entity_id = sqlc.arg(entity_id);

-- name: ListCategories :many
-- row: CategoryViewRow
SELECT id, slug, name, description, version, created_at, updated_at, thread_count
FROM categories WHERE tenant_id = sqlc.arg(tenant_id) ORDER BY name, id;

-- name: FindCategoryView :one
-- row: CategoryViewRow
SELECT id, slug, name, description, version, created_at, updated_at, thread_count
FROM categories WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: AddToThreadCount :exec
UPDATE categories SET thread_count = thread_count + sqlc.arg(delta) WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);
