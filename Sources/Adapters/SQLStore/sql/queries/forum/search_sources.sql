-- name: FindPostSource :one
-- row: PostSourceRow
SELECT p.tenant_id, p.id, p.thread_id, t.category_id, a.handle, t.tags, t.title, p.position, p.body_html, p.created_at
FROM posts p JOIN threads t ON t.id = p.thread_id LEFT JOIN author_view a ON a.id = p.author_id
WHERE p.id = sqlc.arg(id) AND p.tenant_id = sqlc.arg(tenant_id) AND p.deleted_at IS NULL AND t.deleted_at IS NULL;

-- name: FindCommentSource :one
-- row: CommentSourceRow
SELECT c.tenant_id, c.id, c.thread_id, t.category_id, a.handle, t.tags, c.body_html, c.created_at
FROM comments c JOIN posts p ON p.id = c.post_id JOIN threads t ON t.id = c.thread_id LEFT JOIN author_view a ON a.id = c.author_id
WHERE c.id = sqlc.arg(id) AND c.tenant_id = sqlc.arg(tenant_id) AND c.deleted_at IS NULL AND p.deleted_at IS NULL AND t.deleted_at IS NULL;

-- name: PagePostSources :many
-- row: PostSourceRow
SELECT p.tenant_id, p.id, p.thread_id, t.category_id, a.handle, t.tags, t.title, p.position, p.body_html, p.created_at
FROM posts p JOIN threads t ON t.id = p.thread_id LEFT JOIN author_view a ON a.id = p.author_id
WHERE p.id > sqlc.arg(after_id) AND p.deleted_at IS NULL AND t.deleted_at IS NULL ORDER BY p.id LIMIT sqlc.arg(page_size);

-- name: PageCommentSources :many
-- row: CommentSourceRow
SELECT c.tenant_id, c.id, c.thread_id, t.category_id, a.handle, t.tags, c.body_html, c.created_at
FROM comments c JOIN posts p ON p.id = c.post_id JOIN threads t ON t.id = c.thread_id LEFT JOIN author_view a ON a.id = c.author_id
WHERE c.id > sqlc.arg(after_id) AND c.deleted_at IS NULL AND p.deleted_at IS NULL AND t.deleted_at IS NULL ORDER BY c.id LIMIT sqlc.arg(page_size);

-- name: PostIDsOfThread :many
SELECT id FROM posts WHERE thread_id = sqlc.arg(thread_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: CommentIDsOfThread :many
SELECT id FROM comments WHERE thread_id = sqlc.arg(thread_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: CommentIDsOfPost :many
SELECT id FROM comments WHERE post_id = sqlc.arg(post_id) AND tenant_id = sqlc.arg(tenant_id);
