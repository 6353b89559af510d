-- name: CategoriesOfModerator :many
SELECT category_id FROM category_moderators WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ListCategoryModerators :many
SELECT m.user_id, a.handle, a.display_name FROM category_moderators m JOIN author_view a ON a.id = m.user_id
WHERE m.category_id = sqlc.arg(category_id) AND m.tenant_id = sqlc.arg(tenant_id) ORDER BY a.handle;

-- name: CountCategoryModerators :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM category_moderators WHERE category_id = sqlc.arg(category_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: InsertCategoryModerator :execrows
INSERT INTO category_moderators (category_id, user_id, tenant_id, created_at, created_by)
VALUES (sqlc.arg(category_id), sqlc.arg(user_id), sqlc.arg(tenant_id), sqlc.arg(created_at), sqlc.narg(created_by))
ON CONFLICT (category_id, user_id) DO NOTHING;

-- name: DeleteCategoryModerator :execrows
DELETE FROM category_moderators WHERE category_id = sqlc.arg(category_id) AND user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: DeleteCategoryModerators :exec
DELETE FROM category_moderators WHERE category_id = sqlc.arg(category_id) AND tenant_id = sqlc.arg(tenant_id);
