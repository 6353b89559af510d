-- name: FindThreadState :one
-- What a thread was at a moment; nothing where it is so still.
SELECT version, category_id, title, slug, tags, is_locked, is_pinned, updated_at, deleted_at FROM thread_history
WHERE thread_id = sqlc.arg(thread_id) AND tenant_id = sqlc.arg(tenant_id) AND until_at > sqlc.arg(moment) ORDER BY version LIMIT 1;

-- name: TotalPostStates :one
-- The posts that a thread had at a moment: all of them, those that could be seen, and when the last of these was written.
SELECT CAST(COUNT(*) AS BIGINT) AS total,
  CAST(COALESCE(SUM(CASE WHEN s.deleted_at IS NULL OR s.deleted_at > sqlc.arg(moment) THEN 1 ELSE 0 END), 0) AS BIGINT) AS visible,
  CAST(COALESCE(MAX(CASE WHEN s.deleted_at IS NULL OR s.deleted_at > sqlc.arg(moment) THEN s.created_at ELSE 0 END), 0) AS BIGINT) AS last_at
FROM post_states s
WHERE s.thread_id = sqlc.arg(thread_id) AND s.tenant_id = sqlc.arg(tenant_id) AND s.created_at <= sqlc.arg(moment) AND s.until_at > sqlc.arg(moment)
  AND NOT EXISTS (SELECT 1 FROM post_history e WHERE e.post_id = s.post_id AND e.until_at > sqlc.arg(moment) AND e.until_at < s.until_at);

-- name: PagePostStates :many
-- The posts that could be seen in a thread at a moment, where they stood then.
SELECT p.id, p.reply_to_id, p.author_id, p.body, p.body_format, p.body_html, s.position, p.reactions, p.comment_count, p.created_at, p.version, a.handle, a.display_name
FROM post_states s JOIN posts p ON p.id = s.post_id LEFT JOIN author_view a ON a.id = p.author_id
WHERE s.thread_id = sqlc.arg(thread_id) AND s.tenant_id = sqlc.arg(tenant_id) AND s.created_at <= sqlc.arg(moment) AND s.until_at > sqlc.arg(moment)
  AND NOT EXISTS (SELECT 1 FROM post_history e WHERE e.post_id = s.post_id AND e.until_at > sqlc.arg(moment) AND e.until_at < s.until_at)
  AND (s.deleted_at IS NULL OR s.deleted_at > sqlc.arg(moment)) AND s.position > sqlc.arg(after_position)
ORDER BY s.position LIMIT sqlc.arg(page_size);

-- name: FindRevisionAt :one
-- What an edited post said at a moment; nothing for one that was never edited.
SELECT version, body, body_format, body_html, created_at FROM post_revisions
WHERE post_id = sqlc.arg(post_id) AND tenant_id = sqlc.arg(tenant_id) AND created_at <= sqlc.arg(moment) ORDER BY version DESC LIMIT 1;
