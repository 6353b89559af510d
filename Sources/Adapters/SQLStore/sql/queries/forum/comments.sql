-- name: FindComment :one
SELECT id, thread_id, post_id, parent_id, depth, author_id, body, body_html, created_at, edited_at, deleted_at, version
FROM comments WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: FindCommentView :one
-- row: CommentViewRow
SELECT c.id, c.thread_id, c.post_id, c.parent_id, c.depth, c.author_id, c.body, c.body_html, c.created_at, c.edited_at, c.deleted_at, c.version, a.handle, a.display_name
FROM comments c JOIN posts p ON p.id = c.post_id JOIN threads t ON t.id = c.thread_id LEFT JOIN author_view a ON a.id = c.author_id
WHERE c.id = sqlc.arg(id) AND c.tenant_id = sqlc.arg(tenant_id) AND c.deleted_at IS NULL AND p.deleted_at IS NULL AND t.deleted_at IS NULL;

-- name: PageComments :many
-- row: CommentViewRow
-- Deleted ones only where an answer hangs on them.
SELECT c.id, c.thread_id, c.post_id, c.parent_id, c.depth, c.author_id, c.body, c.body_html, c.created_at, c.edited_at, c.deleted_at, c.version, a.handle, a.display_name
FROM comments c LEFT JOIN author_view a ON a.id = c.author_id
WHERE c.post_id = sqlc.arg(post_id) AND (c.created_at, c.id) > (sqlc.arg(after_created_at), sqlc.arg(after_id)) AND c.tenant_id = sqlc.arg(tenant_id)
  AND (c.deleted_at IS NULL OR EXISTS (SELECT 1 FROM comments k WHERE k.parent_id = c.id))
ORDER BY c.created_at, c.id LIMIT sqlc.arg(page_size);

-- name: InsertComment :exec
INSERT INTO comments (id, tenant_id, thread_id, post_id, parent_id, depth, author_id, body, body_html, created_at, edited_at, updated_by, deleted_at, version)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(thread_id), sqlc.arg(post_id), sqlc.narg(parent_id), sqlc.arg(depth), sqlc.narg(author_id),
  sqlc.arg(body), sqlc.arg(body_html), sqlc.arg(created_at), sqlc.narg(edited_at), sqlc.narg(updated_by), sqlc.narg(deleted_at), sqlc.arg(version));

-- name: UpdateComment :exec
UPDATE comments SET body = sqlc.arg(body), body_html = sqlc.arg(body_html), edited_at = sqlc.narg(edited_at), updated_by = sqlc.narg(updated_by),
  deleted_at = sqlc.narg(deleted_at), version = sqlc.arg(version)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: MoveCommentsOfThread :exec
UPDATE comments SET thread_id = sqlc.arg(new_thread_id) WHERE thread_id = sqlc.arg(thread_id) AND tenant_id = sqlc.arg(tenant_id);
