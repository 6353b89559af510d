-- name: InsertOperation :exec
INSERT INTO thread_operations (id, tenant_id, thread_id, other_thread_id, action, actor_id, created_at, undone_at)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(thread_id), sqlc.narg(other_thread_id), sqlc.arg(action), sqlc.narg(actor_id),
  sqlc.arg(created_at), NULL);

-- name: FindOperation :one
SELECT id, thread_id, other_thread_id, action, actor_id, created_at, undone_at FROM thread_operations
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ListActionsAfter :many
-- What was done to a thread after an operation, and is not undone.
SELECT action FROM thread_operations
WHERE thread_id = sqlc.arg(thread_id) AND id > sqlc.arg(after_id) AND undone_at IS NULL AND tenant_id = sqlc.arg(tenant_id);

-- name: MarkOperationUndone :exec
UPDATE thread_operations SET undone_at = sqlc.narg(undone_at) WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: PageOperations :many
-- What happened to a thread, newest first.
SELECT o.id, o.thread_id, o.other_thread_id, o.action, o.actor_id, o.created_at, o.undone_at, a.handle, a.display_name
FROM thread_operations o LEFT JOIN author_view a ON a.id = o.actor_id
WHERE (o.thread_id = sqlc.arg(thread_id) OR o.other_thread_id = sqlc.arg(thread_id)) AND o.id < sqlc.arg(before_id)
  AND o.tenant_id = sqlc.arg(tenant_id)
ORDER BY o.id DESC LIMIT sqlc.arg(page_size);

-- name: MovePostRange :exec
UPDATE posts SET thread_id = sqlc.arg(new_thread_id), position = position + sqlc.arg(shift),
  changed_at = CASE WHEN changed_at > CAST(sqlc.arg(now) AS BIGINT) THEN changed_at ELSE CAST(sqlc.arg(now) AS BIGINT) END
WHERE thread_id = sqlc.arg(thread_id) AND position > sqlc.arg(after_position) AND position <= sqlc.arg(last_position)
  AND tenant_id = sqlc.arg(tenant_id);

-- name: MovePost :exec
UPDATE posts SET thread_id = sqlc.arg(thread_id), position = sqlc.arg(position),
  changed_at = CASE WHEN changed_at > CAST(sqlc.arg(now) AS BIGINT) THEN changed_at ELSE CAST(sqlc.arg(now) AS BIGINT) END
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: CommentsFollowPost :exec
UPDATE comments SET thread_id = sqlc.arg(thread_id) WHERE post_id = sqlc.arg(post_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: CommentsFollowPosts :exec
-- Of a thread, those whose post is in another one now.
UPDATE comments SET thread_id = sqlc.arg(new_thread_id)
WHERE comments.thread_id = sqlc.arg(thread_id) AND comments.tenant_id = sqlc.arg(tenant_id)
  AND comments.post_id IN (SELECT p.id FROM posts p WHERE p.thread_id = sqlc.arg(new_thread_id));

-- name: CasesFollowPosts :exec
-- Moderators' cases of a thread whose post is in another one now.
UPDATE moderation_cases SET thread_id = sqlc.arg(new_thread_id)
WHERE moderation_cases.thread_id = sqlc.arg(thread_id) AND moderation_cases.tenant_id = sqlc.arg(tenant_id)
  AND moderation_cases.post_id IN (SELECT p.id FROM posts p WHERE p.thread_id = sqlc.arg(new_thread_id));

-- name: CasesFollowPost :exec
UPDATE moderation_cases SET thread_id = sqlc.arg(thread_id) WHERE post_id = sqlc.arg(post_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ThreadTotals :one
SELECT CAST(COUNT(*) AS BIGINT) AS total, CAST(COALESCE(MAX(created_at), 0) AS BIGINT) AS last_at, CAST(COALESCE(MIN(position), 0) AS BIGINT) AS first_position
FROM posts WHERE thread_id = sqlc.arg(thread_id) AND tenant_id = sqlc.arg(tenant_id) AND deleted_at IS NULL;
