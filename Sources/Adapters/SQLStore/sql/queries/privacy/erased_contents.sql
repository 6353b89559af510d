-- name: PageThreadsOf :many
SELECT id, category_id, deleted_at FROM threads
WHERE author_id = sqlc.arg(author_id) AND tenant_id = sqlc.arg(tenant_id) AND id > sqlc.arg(after_id) ORDER BY id LIMIT sqlc.arg(page_size);

-- name: PagePostsOf :many
SELECT id, thread_id, position FROM posts
WHERE author_id = sqlc.arg(author_id) AND tenant_id = sqlc.arg(tenant_id) AND id > sqlc.arg(after_id) ORDER BY id LIMIT sqlc.arg(page_size);

-- name: PageCommentsOf :many
SELECT id, thread_id, post_id FROM comments
WHERE author_id = sqlc.arg(author_id) AND tenant_id = sqlc.arg(tenant_id) AND id > sqlc.arg(after_id) ORDER BY id LIMIT sqlc.arg(page_size);

-- name: PageReactionsOf :many
SELECT r.id, r.post_id, r.kind, p.thread_id FROM reactions r JOIN posts p ON p.id = r.post_id
WHERE r.user_id = sqlc.arg(user_id) AND p.tenant_id = sqlc.arg(tenant_id) AND r.id > sqlc.arg(after_id) ORDER BY r.id LIMIT sqlc.arg(page_size);

-- name: PageRevisionsOf :many
-- Texts of others that somebody edited; their own have gone by then.
SELECT post_id, version FROM post_revisions
WHERE editor_id = sqlc.arg(editor_id) AND tenant_id = sqlc.arg(tenant_id) LIMIT sqlc.arg(page_size);

-- name: HasOthersInThread :one
-- Whether somebody else wrote in the thread: a post or a comment that can be seen.
SELECT CAST((SELECT COUNT(*) FROM posts p WHERE p.thread_id = sqlc.arg(thread_id) AND p.deleted_at IS NULL
    AND (p.author_id IS NULL OR p.author_id <> sqlc.arg(author_id)))
  + (SELECT COUNT(*) FROM comments c WHERE c.thread_id = sqlc.arg(thread_id) AND c.deleted_at IS NULL
    AND (c.author_id IS NULL OR c.author_id <> sqlc.arg(author_id))) AS BIGINT) AS other_count;

-- name: UnlinkThread :execrows
UPDATE threads SET author_id = NULL, updated_by = CASE WHEN updated_by = sqlc.arg(author_id) THEN NULL ELSE updated_by END,
  updated_at = CASE WHEN updated_at > CAST(sqlc.arg(now) AS BIGINT) THEN updated_at ELSE CAST(sqlc.arg(now) AS BIGINT) END, version = version + 1
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id) AND author_id = sqlc.arg(author_id);

-- name: BlankThread :exec
UPDATE threads SET title = sqlc.arg(title), slug = sqlc.arg(slug), tags = '[]' WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: WithdrawThread :execrows
UPDATE threads SET deleted_at = CAST(sqlc.arg(now) AS BIGINT) WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id) AND deleted_at IS NULL;

-- name: BlankThreadHistory :exec
UPDATE thread_history SET title = sqlc.arg(title), slug = sqlc.arg(slug), tags = '[]'
WHERE thread_id = sqlc.arg(thread_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: UnlinkThreadHistory :exec
UPDATE thread_history SET updated_by = NULL
WHERE thread_id = sqlc.arg(thread_id) AND tenant_id = sqlc.arg(tenant_id) AND updated_by = sqlc.arg(author_id);

-- name: UnlinkPost :execrows
UPDATE posts SET author_id = NULL, updated_by = CASE WHEN updated_by = sqlc.arg(author_id) THEN NULL ELSE updated_by END,
  changed_at = CASE WHEN changed_at > CAST(sqlc.arg(now) AS BIGINT) THEN changed_at ELSE CAST(sqlc.arg(now) AS BIGINT) END, version = version + 1
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id) AND author_id = sqlc.arg(author_id);

-- name: BlankPost :exec
UPDATE posts SET body = sqlc.arg(body), body_format = 'text', body_html = sqlc.arg(body_html) WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: WithdrawPost :execrows
UPDATE posts SET deleted_at = CAST(sqlc.arg(now) AS BIGINT) WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id) AND deleted_at IS NULL;

-- name: UnlinkPostHistory :exec
UPDATE post_history SET updated_by = NULL
WHERE post_id = sqlc.arg(post_id) AND tenant_id = sqlc.arg(tenant_id) AND updated_by = sqlc.arg(author_id);

-- name: BlankRevisions :execrows
UPDATE post_revisions SET body = sqlc.arg(body), body_format = 'text', body_html = sqlc.arg(body_html)
WHERE post_id = sqlc.arg(post_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: UnlinkRevisions :execrows
UPDATE post_revisions SET editor_id = NULL
WHERE post_id = sqlc.arg(post_id) AND tenant_id = sqlc.arg(tenant_id) AND editor_id = sqlc.arg(editor_id);

-- name: UnlinkComment :execrows
UPDATE comments SET author_id = NULL, updated_by = CASE WHEN updated_by = sqlc.arg(author_id) THEN NULL ELSE updated_by END, version = version + 1
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id) AND author_id = sqlc.arg(author_id);

-- name: BlankComment :exec
UPDATE comments SET body = sqlc.arg(body), body_html = sqlc.arg(body_html) WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: WithdrawComment :execrows
UPDATE comments SET deleted_at = CAST(sqlc.arg(now) AS BIGINT) WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id) AND deleted_at IS NULL;

-- name: UnlinkReaction :execrows
-- It counts on as that of nobody: its own id is nobody's.
UPDATE reactions SET user_id = id WHERE id = sqlc.arg(id);

-- name: CountErased :one
-- What an account has written and keeps, for those who want to know before it goes.
SELECT CAST((SELECT COUNT(*) FROM threads t WHERE t.author_id = sqlc.arg(user_id) AND t.tenant_id = sqlc.arg(tenant_id)) AS BIGINT) AS threads,
  CAST((SELECT COUNT(*) FROM posts p WHERE p.author_id = sqlc.arg(user_id) AND p.tenant_id = sqlc.arg(tenant_id)) AS BIGINT) AS posts,
  CAST((SELECT COUNT(*) FROM post_revisions v JOIN posts q ON q.id = v.post_id
    WHERE q.author_id = sqlc.arg(user_id) AND q.tenant_id = sqlc.arg(tenant_id)) AS BIGINT) AS revisions,
  CAST((SELECT COUNT(*) FROM comments c WHERE c.author_id = sqlc.arg(user_id) AND c.tenant_id = sqlc.arg(tenant_id)) AS BIGINT) AS comments,
  CAST((SELECT COUNT(*) FROM reactions r JOIN posts s ON s.id = r.post_id
    WHERE r.user_id = sqlc.arg(user_id) AND s.tenant_id = sqlc.arg(tenant_id)) AS BIGINT) AS reactions;

-- name: CountMentions :one
-- Posts and comments of others of which notices say that they name the account.
SELECT COUNT(*) AS mentions FROM notifications
WHERE recipient_id = sqlc.arg(recipient_id) AND tenant_id = sqlc.arg(tenant_id) AND kind = 'mention';
