-- name: InsertCaseEntry :exec
INSERT INTO case_entries (id, tenant_id, case_id, user_id, kind, action, actor_id, note, until_at, created_at)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.narg(case_id), sqlc.narg(user_id), sqlc.arg(kind), sqlc.narg(action), sqlc.narg(actor_id),
  sqlc.narg(note), sqlc.narg(until_at), sqlc.arg(created_at));

-- name: PageCaseEntries :many
-- row: CaseEntryRow
SELECT e.id, e.case_id, e.user_id, e.kind, e.action, e.actor_id, e.note, e.until_at, e.created_at, a.handle
FROM case_entries e LEFT JOIN author_view a ON a.id = e.actor_id
WHERE e.case_id = sqlc.arg(case_id) AND e.tenant_id = sqlc.arg(tenant_id) AND e.id > sqlc.arg(after_id) ORDER BY e.id LIMIT sqlc.arg(page_size);

-- name: PageUserEntries :many
-- row: CaseEntryRow
-- Newest first.
SELECT e.id, e.case_id, e.user_id, e.kind, e.action, e.actor_id, e.note, e.until_at, e.created_at, a.handle
FROM case_entries e LEFT JOIN author_view a ON a.id = e.actor_id
WHERE e.user_id = sqlc.arg(user_id) AND e.tenant_id = sqlc.arg(tenant_id) AND e.id < sqlc.arg(before_id) ORDER BY e.id DESC LIMIT sqlc.arg(page_size);
