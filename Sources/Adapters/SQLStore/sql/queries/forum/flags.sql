-- name: InsertFlag :exec
INSERT INTO flags (id, tenant_id, case_id, reporter_id, reason, note, weight, created_at, verdict, decision_id)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(case_id), sqlc.arg(reporter_id), sqlc.arg(reason), sqlc.narg(note), sqlc.arg(weight),
  sqlc.arg(created_at), NULL, NULL);

-- name: FindFlag :one
SELECT id FROM flags WHERE case_id = sqlc.arg(case_id) AND reporter_id = sqlc.arg(reporter_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: CountFlagsSince :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM flags
WHERE reporter_id = sqlc.arg(reporter_id) AND tenant_id = sqlc.arg(tenant_id) AND created_at > sqlc.arg(since_at);

-- name: OpenReporters :many
-- Whose reports nobody has decided about.
SELECT reporter_id FROM flags WHERE case_id = sqlc.arg(case_id) AND tenant_id = sqlc.arg(tenant_id) AND decision_id IS NULL ORDER BY id;

-- name: SettleFlags :exec
UPDATE flags SET verdict = sqlc.arg(verdict), decision_id = sqlc.arg(decision_id)
WHERE case_id = sqlc.arg(case_id) AND tenant_id = sqlc.arg(tenant_id) AND decision_id IS NULL;

-- name: PageFlags :many
-- Oldest first.
SELECT f.id, f.case_id, f.reporter_id, f.reason, f.note, f.weight, f.created_at, f.verdict, a.handle
FROM flags f LEFT JOIN author_view a ON a.id = f.reporter_id
WHERE f.case_id = sqlc.arg(case_id) AND f.tenant_id = sqlc.arg(tenant_id) AND f.id > sqlc.arg(after_id) ORDER BY f.id LIMIT sqlc.arg(page_size);
