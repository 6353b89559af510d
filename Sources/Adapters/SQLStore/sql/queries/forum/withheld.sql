-- name: FindWithheld :one
-- Who wrote what moderators hold back, and in which category; nothing for what can be seen or was deleted.
SELECT m.author_id, t.category_id FROM moderation_cases m JOIN threads t ON t.id = m.thread_id
WHERE m.subject_id = sqlc.arg(subject_id) AND m.tenant_id = sqlc.arg(tenant_id) AND m.withheld IS NOT NULL;

-- name: FindOpeningPost :one
SELECT id FROM posts WHERE thread_id = sqlc.arg(thread_id) AND position = 1 AND tenant_id = sqlc.arg(tenant_id);

-- name: FindAuthor :one
SELECT id, handle, display_name FROM author_view WHERE id = sqlc.arg(id);
