-- name: InsertNotification :exec
INSERT INTO notifications (id, tenant_id, recipient_id, kind, thread_id, post_id, comment_id, actor_id, action, note, until_at, created_at,
  read_at)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(recipient_id), sqlc.arg(kind), sqlc.arg(thread_id), sqlc.arg(post_id), sqlc.narg(comment_id),
  sqlc.narg(actor_id), sqlc.narg(action), sqlc.narg(note), sqlc.narg(until_at), sqlc.arg(created_at), sqlc.narg(read_at));

-- name: PageNotifications :many
-- row: NotificationRow
-- What is gone takes its news with it, but for what a moderator decided; so do people whom the reader ignores, and categories that they may not read.
SELECT n.id, n.recipient_id, n.kind, p.thread_id, n.post_id, n.comment_id, n.actor_id, n.action, n.note, n.until_at, n.created_at, n.read_at, t.title, a.handle
FROM notifications n JOIN posts p ON p.id = n.post_id JOIN threads t ON t.id = p.thread_id LEFT JOIN comments c ON c.id = n.comment_id LEFT JOIN author_view a ON a.id = n.actor_id
WHERE n.recipient_id = sqlc.arg(recipient_id) AND n.tenant_id = sqlc.arg(tenant_id) AND n.id < sqlc.arg(before_id) AND (n.action IS NOT NULL OR (t.deleted_at IS NULL AND p.deleted_at IS NULL AND c.deleted_at IS NULL))
  AND t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT))
  AND NOT EXISTS (SELECT 1 FROM ignored_users i WHERE i.user_id = n.recipient_id AND i.ignored_id = n.actor_id)
ORDER BY n.id DESC LIMIT sqlc.arg(page_size);

-- name: PageUnreadNotifications :many
-- row: NotificationRow
SELECT n.id, n.recipient_id, n.kind, p.thread_id, n.post_id, n.comment_id, n.actor_id, n.action, n.note, n.until_at, n.created_at, n.read_at, t.title, a.handle
FROM notifications n JOIN posts p ON p.id = n.post_id JOIN threads t ON t.id = p.thread_id LEFT JOIN comments c ON c.id = n.comment_id LEFT JOIN author_view a ON a.id = n.actor_id
WHERE n.recipient_id = sqlc.arg(recipient_id) AND n.tenant_id = sqlc.arg(tenant_id) AND n.id < sqlc.arg(before_id) AND (n.action IS NOT NULL OR (t.deleted_at IS NULL AND p.deleted_at IS NULL AND c.deleted_at IS NULL))
  AND t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT))
  AND NOT EXISTS (SELECT 1 FROM ignored_users i WHERE i.user_id = n.recipient_id AND i.ignored_id = n.actor_id)
  AND n.read_at IS NULL
ORDER BY n.id DESC LIMIT sqlc.arg(page_size);

-- name: CountUnreadNotifications :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM notifications n JOIN posts p ON p.id = n.post_id JOIN threads t ON t.id = p.thread_id LEFT JOIN comments c ON c.id = n.comment_id
WHERE n.recipient_id = sqlc.arg(recipient_id) AND n.tenant_id = sqlc.arg(tenant_id) AND n.read_at IS NULL AND (n.action IS NOT NULL OR (t.deleted_at IS NULL AND p.deleted_at IS NULL AND c.deleted_at IS NULL))
  AND t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT))
  AND NOT EXISTS (SELECT 1 FROM ignored_users i WHERE i.user_id = n.recipient_id AND i.ignored_id = n.actor_id);

-- name: MarkNotificationRead :execrows
UPDATE notifications SET read_at = sqlc.arg(read_at)
WHERE id = sqlc.arg(id) AND recipient_id = sqlc.arg(recipient_id) AND tenant_id = sqlc.arg(tenant_id) AND read_at IS NULL;

-- name: MarkAllNotificationsRead :execrows
UPDATE notifications SET read_at = sqlc.arg(read_at)
WHERE recipient_id = sqlc.arg(recipient_id) AND tenant_id = sqlc.arg(tenant_id) AND read_at IS NULL;

-- name: FindPostParticipants :one
-- Nobody for what cannot be seen.
SELECT p.author_id, q.author_id AS answered_author_id, t.author_id AS thread_author_id, p.thread_id, t.category_id, p.body_html,
  CAST(CASE WHEN EXISTS (SELECT 1 FROM thread_watches w WHERE w.thread_id = t.id AND w.level = 'watching')
    OR EXISTS (SELECT 1 FROM category_watches k WHERE k.category_id = t.category_id AND k.level = 'watching') THEN 1 ELSE 0 END AS BIGINT) AS watched
FROM posts p JOIN threads t ON t.id = p.thread_id LEFT JOIN posts q ON q.id = p.reply_to_id
WHERE p.id = sqlc.arg(id) AND p.tenant_id = sqlc.arg(tenant_id) AND p.deleted_at IS NULL AND t.deleted_at IS NULL;

-- name: FindCommentParticipants :one
-- Nobody for what cannot be seen.
SELECT c.author_id, k.author_id AS answered_author_id, p.author_id AS post_author_id, c.thread_id, c.post_id, t.category_id, c.body_html
FROM comments c JOIN posts p ON p.id = c.post_id JOIN threads t ON t.id = c.thread_id LEFT JOIN comments k ON k.id = c.parent_id
WHERE c.id = sqlc.arg(id) AND c.tenant_id = sqlc.arg(tenant_id) AND c.deleted_at IS NULL AND p.deleted_at IS NULL AND t.deleted_at IS NULL;

-- name: FindDecision :one
SELECT e.note, e.until_at, m.author_id FROM case_entries e JOIN moderation_cases m ON m.id = e.case_id
WHERE e.id = sqlc.arg(id) AND e.tenant_id = sqlc.arg(tenant_id);

-- name: ReportersOfDecision :many
SELECT reporter_id FROM flags WHERE decision_id = sqlc.arg(decision_id) AND tenant_id = sqlc.arg(tenant_id) ORDER BY id;

-- name: CountNoticesOfPost :one
-- Whether somebody was told of a post.
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM notifications
WHERE post_id = sqlc.arg(post_id) AND recipient_id = sqlc.arg(recipient_id) AND comment_id IS NULL AND action IS NULL;

-- name: CountNoticesOfComment :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM notifications
WHERE post_id = sqlc.arg(post_id) AND recipient_id = sqlc.arg(recipient_id) AND comment_id = sqlc.arg(comment_id) AND action IS NULL;
