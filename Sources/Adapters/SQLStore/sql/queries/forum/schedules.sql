-- name: PutSchedule :exec
INSERT INTO thread_schedules (thread_id, change, tenant_id, due_at, created_by, created_at)
VALUES (sqlc.arg(thread_id), sqlc.arg(change), sqlc.arg(tenant_id), sqlc.arg(due_at), sqlc.narg(created_by), sqlc.arg(created_at))
ON CONFLICT (thread_id, change) DO UPDATE SET due_at = excluded.due_at, created_by = excluded.created_by, created_at = excluded.created_at;

-- name: ListSchedules :many
SELECT change, due_at FROM thread_schedules WHERE thread_id = sqlc.arg(thread_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: FindSchedule :one
SELECT due_at FROM thread_schedules
WHERE thread_id = sqlc.arg(thread_id) AND change = sqlc.arg(change) AND tenant_id = sqlc.arg(tenant_id);

-- name: DeleteSchedule :execrows
DELETE FROM thread_schedules
WHERE thread_id = sqlc.arg(thread_id) AND change = sqlc.arg(change) AND tenant_id = sqlc.arg(tenant_id);

-- name: DeleteSchedulesOfTenant :exec
DELETE FROM thread_schedules WHERE tenant_id = sqlc.arg(tenant_id);

-- name: DeletePublicationsOfAuthor :exec
DELETE FROM thread_schedules
WHERE thread_schedules.tenant_id = sqlc.arg(tenant_id) AND thread_schedules.change = 'publish'
  AND thread_schedules.thread_id IN (SELECT t.id FROM threads t WHERE t.author_id = sqlc.arg(author_id));

-- name: CountPublicationsOfAuthor :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM thread_schedules s JOIN threads t ON t.id = s.thread_id
WHERE s.tenant_id = sqlc.arg(tenant_id) AND s.change = 'publish' AND t.author_id = sqlc.arg(author_id);

-- name: DueSchedules :many
-- Of all tenants, what has been due for longest first.
SELECT thread_id, change, tenant_id, due_at, created_by FROM thread_schedules
WHERE due_at <= sqlc.arg(due_by) ORDER BY due_at, thread_id LIMIT sqlc.arg(page_size);

-- name: FirstDue :one
SELECT due_at FROM thread_schedules ORDER BY due_at LIMIT 1;

-- name: PageScheduledThreads :many
-- Threads that wait for their publication, the next one first: of one author, or of all.
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  s.due_at
FROM thread_schedules s JOIN threads t ON t.id = s.thread_id LEFT JOIN author_view a ON a.id = t.author_id
WHERE s.tenant_id = sqlc.arg(tenant_id) AND s.change = 'publish' AND (t.author_id = sqlc.arg(author_id) OR CAST(sqlc.arg(any_author) AS BIGINT) = 1)
  AND (s.due_at, s.thread_id) > (sqlc.arg(after_due_at), sqlc.arg(after_id))
ORDER BY s.due_at, s.thread_id LIMIT sqlc.arg(page_size);

-- name: SetThreadBegin :exec
UPDATE threads SET created_at = sqlc.arg(created_at) WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: SetOpeningBegin :exec
UPDATE posts SET created_at = sqlc.arg(created_at) WHERE thread_id = sqlc.arg(thread_id) AND position = 1 AND tenant_id = sqlc.arg(tenant_id);
