-- name: PageThreadsOf :many
SELECT id, category_id, deleted_at FROM threads
WHERE author_id = sqlc.arg(author_id) AND tenant_id = sqlc.arg(tenant_id) AND id > sqlc.arg(after_id) ORDER BY id LIMIT sqlc.arg(page_size);

-- name: EndOfPosts :one
-- The last id of a range of so many rows and one; none when there are fewer.
SELECT id FROM posts WHERE id > sqlc.arg(after_id) ORDER BY id LIMIT 1 OFFSET sqlc.arg(row_count);

-- name: EndOfComments :one
SELECT id FROM comments WHERE id > sqlc.arg(after_id) ORDER BY id LIMIT 1 OFFSET sqlc.arg(row_count);

-- name: EndOfReactions :one
SELECT id FROM reactions WHERE id > sqlc.arg(after_id) ORDER BY id LIMIT 1 OFFSET sqlc.arg(row_count);

-- name: EndOfRevisions :one
SELECT post_id FROM post_revisions WHERE post_id > sqlc.arg(after_id) ORDER BY post_id LIMIT 1 OFFSET sqlc.arg(row_count);

-- name: EndOfNotices :one
SELECT id FROM notifications WHERE id > sqlc.arg(after_id) ORDER BY id LIMIT 1 OFFSET sqlc.arg(row_count);

-- name: PagePostsOf :many
SELECT id, thread_id, position FROM posts
WHERE author_id = sqlc.arg(author_id) AND tenant_id = sqlc.arg(tenant_id) AND id > sqlc.arg(after_id) AND id <= sqlc.arg(end_id)
ORDER BY id LIMIT sqlc.arg(page_size);

-- name: PageCommentsOf :many
SELECT id, thread_id, post_id FROM comments
WHERE author_id = sqlc.arg(author_id) AND tenant_id = sqlc.arg(tenant_id) AND id > sqlc.arg(after_id) AND id <= sqlc.arg(end_id)
ORDER BY id LIMIT sqlc.arg(page_size);

-- name: PageReactionsOf :many
SELECT r.id, r.post_id, r.kind, p.thread_id FROM reactions r JOIN posts p ON p.id = r.post_id
WHERE r.user_id = sqlc.arg(user_id) AND p.tenant_id = sqlc.arg(tenant_id) AND r.id > sqlc.arg(after_id) AND r.id <= sqlc.arg(end_id)
ORDER BY r.id LIMIT sqlc.arg(page_size);

-- name: PageRevisionsOf :many
-- Posts with texts that somebody edited; those of their own have gone by then.
SELECT DISTINCT post_id FROM post_revisions
WHERE editor_id = sqlc.arg(editor_id) AND tenant_id = sqlc.arg(tenant_id) AND post_id > sqlc.arg(after_id) AND post_id <= sqlc.arg(end_id)
ORDER BY post_id LIMIT sqlc.arg(page_size);

-- name: PageNoticesBy :many
-- What others were told of somebody.
SELECT id FROM notifications
WHERE actor_id = sqlc.arg(actor_id) AND tenant_id = sqlc.arg(tenant_id) AND id > sqlc.arg(after_id) AND id <= sqlc.arg(end_id)
ORDER BY id LIMIT sqlc.arg(page_size);

-- name: UnlinkNotice :execrows
UPDATE notifications SET actor_id = NULL WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id) AND actor_id = sqlc.arg(actor_id);

-- name: FindErasurePlace :one
-- How far a pass has come.
SELECT after_id FROM erasure_places WHERE erasure_id = sqlc.arg(erasure_id) AND pass = sqlc.arg(pass);

-- name: PutErasurePlace :exec
INSERT INTO erasure_places (erasure_id, pass, tenant_id, after_id)
VALUES (sqlc.arg(erasure_id), sqlc.arg(pass), sqlc.arg(tenant_id), sqlc.arg(after_id))
ON CONFLICT (erasure_id, pass) DO UPDATE SET after_id = excluded.after_id;

-- name: DeleteErasurePlaces :exec
DELETE FROM erasure_places WHERE erasure_id = sqlc.arg(erasure_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: HasOthersInThread :one
-- Whether somebody else wrote in the thread: a post or a comment that can be seen.
SELECT CAST(CASE
  WHEN EXISTS (SELECT 1 FROM posts p WHERE p.thread_id = sqlc.arg(thread_id) AND p.deleted_at IS NULL
    AND (p.author_id IS NULL OR p.author_id <> sqlc.arg(author_id))) THEN 1
  WHEN EXISTS (SELECT 1 FROM comments c WHERE c.thread_id = sqlc.arg(thread_id) AND c.deleted_at IS NULL
    AND (c.author_id IS NULL OR c.author_id <> sqlc.arg(author_id))) THEN 1
  ELSE 0 END AS BIGINT) AS has_others;

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

-- name: TakePostFromCount :exec
UPDATE threads SET post_count = post_count - 1 WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: TakeCommentFromCount :exec
UPDATE posts SET comment_count = comment_count - 1 WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: CountThreadsOf :one
SELECT COUNT(*) AS total FROM threads WHERE author_id = sqlc.arg(author_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: CountPostsOf :one
-- In a range of ids, with the texts that they had.
SELECT COUNT(*) AS posts, CAST(COALESCE(SUM((SELECT COUNT(*) FROM post_revisions v WHERE v.post_id = p.id)), 0) AS BIGINT) AS revisions FROM posts p
WHERE p.author_id = sqlc.arg(author_id) AND p.tenant_id = sqlc.arg(tenant_id) AND p.id > sqlc.arg(after_id) AND p.id <= sqlc.arg(end_id);

-- name: CountCommentsOf :one
SELECT COUNT(*) AS total FROM comments
WHERE author_id = sqlc.arg(author_id) AND tenant_id = sqlc.arg(tenant_id) AND id > sqlc.arg(after_id) AND id <= sqlc.arg(end_id);

-- name: CountReactionsOf :one
SELECT COUNT(*) AS total FROM reactions r JOIN posts p ON p.id = r.post_id
WHERE r.user_id = sqlc.arg(user_id) AND p.tenant_id = sqlc.arg(tenant_id) AND r.id > sqlc.arg(after_id) AND r.id <= sqlc.arg(end_id);

-- name: CountMentions :one
-- Posts and comments of others of which notices say that they name the account.
SELECT COUNT(*) AS mentions FROM notifications
WHERE recipient_id = sqlc.arg(recipient_id) AND tenant_id = sqlc.arg(tenant_id) AND kind = 'mention';
