-- name: FindPost :one
SELECT id, thread_id, reply_to_id, author_id, body, body_format, body_html, position, reactions, comment_count, created_at, edited_at, deleted_at, version
FROM posts WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: FindPostView :one
-- row: PostViewRow
SELECT p.id, p.thread_id, p.reply_to_id, p.author_id, p.body, p.body_format, p.body_html, p.position, p.reactions, p.comment_count, p.created_at, p.edited_at, p.deleted_at, p.version, a.handle, a.display_name
FROM posts p JOIN threads t ON t.id = p.thread_id LEFT JOIN author_view a ON a.id = p.author_id
WHERE p.id = sqlc.arg(id) AND p.tenant_id = sqlc.arg(tenant_id) AND p.deleted_at IS NULL AND t.deleted_at IS NULL;

-- name: PagePosts :many
-- row: PostViewRow
SELECT p.id, p.thread_id, p.reply_to_id, p.author_id, p.body, p.body_format, p.body_html, p.position, p.reactions, p.comment_count, p.created_at, p.edited_at, p.deleted_at, p.version, a.handle, a.display_name
FROM posts p LEFT JOIN author_view a ON a.id = p.author_id
WHERE p.thread_id = sqlc.arg(thread_id) AND p.position > sqlc.arg(after_position) AND p.tenant_id = sqlc.arg(tenant_id) AND p.deleted_at IS NULL
  AND (SELECT t.deleted_at FROM threads t WHERE t.id = sqlc.arg(thread_id)) IS NULL
ORDER BY p.position LIMIT sqlc.arg(page_size);

-- name: PageWithWithheldPosts :many
-- row: PostViewRow
-- The visible posts of a thread and those that moderators hold back, whether the thread can be seen or not.
SELECT p.id, p.thread_id, p.reply_to_id, p.author_id, p.body, p.body_format, p.body_html, p.position, p.reactions, p.comment_count, p.created_at, p.edited_at, p.deleted_at, p.version, a.handle, a.display_name
FROM posts p LEFT JOIN author_view a ON a.id = p.author_id
WHERE p.thread_id = sqlc.arg(thread_id) AND p.position > sqlc.arg(after_position) AND p.tenant_id = sqlc.arg(tenant_id)
  AND (p.deleted_at IS NULL OR EXISTS (SELECT 1 FROM moderation_cases m WHERE m.subject_id = p.id AND m.withheld IS NOT NULL))
ORDER BY p.position LIMIT sqlc.arg(page_size);

-- name: InsertPost :exec
INSERT INTO posts (id, tenant_id, thread_id, reply_to_id, author_id, body, body_format, body_html, position, reactions, comment_count, created_at,
  edited_at, updated_by, deleted_at, version)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(thread_id), sqlc.narg(reply_to_id), sqlc.narg(author_id), sqlc.arg(body), sqlc.arg(body_format),
  sqlc.arg(body_html), sqlc.arg(position), sqlc.arg(reactions), sqlc.arg(comment_count), sqlc.arg(created_at), sqlc.narg(edited_at),
  sqlc.narg(updated_by), sqlc.narg(deleted_at), sqlc.arg(version));

-- name: UpdatePost :exec
UPDATE posts SET body = sqlc.arg(body), body_format = sqlc.arg(body_format), body_html = sqlc.arg(body_html), reactions = sqlc.arg(reactions),
  comment_count = sqlc.arg(comment_count), edited_at = sqlc.narg(edited_at), updated_by = sqlc.narg(updated_by), deleted_at = sqlc.narg(deleted_at),
  changed_at = CASE WHEN version = sqlc.arg(version) OR changed_at > CAST(sqlc.arg(now) AS BIGINT) THEN changed_at ELSE CAST(sqlc.arg(now) AS BIGINT) END,
  version = sqlc.arg(version)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: FindPostPlace :one
SELECT id, thread_id, reply_to_id, position FROM posts WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: SetPostAnswered :exec
UPDATE posts SET reply_to_id = sqlc.narg(reply_to_id) WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: MovePostsOfThread :exec
-- All posts of a thread to the end of another one, in their order.
UPDATE posts SET thread_id = sqlc.arg(new_thread_id), position = position + sqlc.arg(shift),
  changed_at = CASE WHEN changed_at > CAST(sqlc.arg(now) AS BIGINT) THEN changed_at ELSE CAST(sqlc.arg(now) AS BIGINT) END
WHERE thread_id = sqlc.arg(thread_id) AND tenant_id = sqlc.arg(tenant_id);
