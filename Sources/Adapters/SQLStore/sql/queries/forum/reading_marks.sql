-- name: RaiseReadingMark :exec
-- A mark never goes back.
INSERT INTO reading_marks (user_id, thread_id, tenant_id, position, updated_at)
VALUES (sqlc.arg(user_id), sqlc.arg(thread_id), sqlc.arg(tenant_id), sqlc.arg(position), sqlc.arg(updated_at))
ON CONFLICT (user_id, thread_id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at
WHERE reading_marks.position < excluded.position;

-- name: DeleteReadingMark :exec
DELETE FROM reading_marks WHERE user_id = sqlc.arg(user_id) AND thread_id = sqlc.arg(thread_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: RaiseReadingStart :exec
INSERT INTO reading_starts (user_id, tenant_id, read_before_at) VALUES (sqlc.arg(user_id), sqlc.arg(tenant_id), sqlc.arg(read_before_at))
ON CONFLICT (user_id) DO UPDATE SET read_before_at = excluded.read_before_at WHERE reading_starts.read_before_at < excluded.read_before_at;

-- name: FindReadingStart :one
SELECT CAST(COALESCE(s.read_before_at, u.created_at) AS BIGINT) AS read_before_at
FROM users u LEFT JOIN reading_starts s ON s.user_id = u.id
WHERE u.id = sqlc.arg(user_id) AND u.tenant_id = sqlc.arg(tenant_id);

-- name: FindThreadAttention :one
-- What a reader has with one thread; nothing for a thread that cannot be seen.
SELECT t.category_id, r.position, w.level AS thread_level, k.level AS category_level,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.arg(user_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t
LEFT JOIN reading_marks r ON r.user_id = sqlc.arg(user_id) AND r.thread_id = t.id
LEFT JOIN thread_watches w ON w.user_id = sqlc.arg(user_id) AND w.thread_id = t.id
LEFT JOIN category_watches k ON k.user_id = sqlc.arg(user_id) AND k.category_id = t.category_id
WHERE t.id = sqlc.arg(thread_id) AND t.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL;

-- name: PageReadingMarks :many
-- The keys of all marks in order, each with whether nobody needs it any more: its reader is gone, its thread has been out of sight since a moment,
-- or all of the thread was written before what counts as read and the mark was not moved since that moment.
SELECT r.user_id, r.thread_id,
  CAST(CASE WHEN u.id IS NULL OR t.id IS NULL OR t.deleted_at < sqlc.arg(idle_since)
    OR (t.last_post_at <= COALESCE(s.read_before_at, u.created_at) AND r.updated_at < sqlc.arg(idle_since)) THEN 1 ELSE 0 END AS BIGINT) AS idle
FROM reading_marks r LEFT JOIN users u ON u.id = r.user_id LEFT JOIN threads t ON t.id = r.thread_id
LEFT JOIN reading_starts s ON s.user_id = r.user_id
WHERE r.user_id > sqlc.arg(after_user_id) OR (r.user_id = sqlc.arg(after_user_id) AND r.thread_id > sqlc.arg(after_thread_id))
ORDER BY r.user_id, r.thread_id LIMIT sqlc.arg(page_size);

-- name: DeleteIdleReadingMark :execrows
-- Nothing when the mark was moved since that moment, or the thread got a post since then or came back.
DELETE FROM reading_marks
WHERE reading_marks.user_id = sqlc.arg(user_id) AND reading_marks.thread_id = sqlc.arg(thread_id)
  AND (NOT EXISTS (SELECT 1 FROM users u WHERE u.id = reading_marks.user_id)
    OR NOT EXISTS (SELECT 1 FROM threads t WHERE t.id = reading_marks.thread_id AND (t.deleted_at IS NULL OR t.deleted_at >= sqlc.arg(idle_since)))
    OR (reading_marks.updated_at < sqlc.arg(idle_since) AND EXISTS (
      SELECT 1 FROM threads t JOIN users u ON u.id = reading_marks.user_id LEFT JOIN reading_starts s ON s.user_id = u.id
      WHERE t.id = reading_marks.thread_id AND t.last_post_at <= COALESCE(s.read_before_at, u.created_at))));
