-- name: InsertExport :exec
INSERT INTO account_exports (id, tenant_id, user_id, state, steps_done, steps, entries, bytes, created_at, ended_at, expires_at)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(user_id), 'running', 0, sqlc.arg(steps), 0, 0, sqlc.arg(created_at), NULL, sqlc.arg(expires_at));

-- name: FindExport :one
-- row: ExportRow
SELECT id, user_id, state, steps_done, steps, entries, bytes, created_at, ended_at, expires_at FROM account_exports
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: NewestExport :one
-- row: ExportRow
SELECT id, user_id, state, steps_done, steps, entries, bytes, created_at, ended_at, expires_at FROM account_exports
WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id) ORDER BY created_at DESC, id DESC LIMIT 1;

-- name: AddToExport :exec
UPDATE account_exports SET steps_done = sqlc.arg(steps_done), entries = entries + sqlc.arg(entries), bytes = bytes + sqlc.arg(bytes)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: EndExport :exec
UPDATE account_exports SET state = sqlc.arg(state), ended_at = CAST(sqlc.arg(ended_at) AS BIGINT)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id) AND state = 'running';

-- name: RestartExport :exec
UPDATE account_exports SET steps_done = 0, entries = 0, bytes = 0 WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: FirstExportPart :one
-- 0 when there is none.
SELECT CAST(COALESCE(MIN(number), 0) AS BIGINT) AS first_number FROM account_export_parts WHERE export_id = sqlc.arg(export_id);

-- name: InsertExportPart :exec
INSERT INTO account_export_parts (export_id, number, tenant_id, name, content)
VALUES (sqlc.arg(export_id), sqlc.arg(number), sqlc.arg(tenant_id), sqlc.arg(name), sqlc.arg(content));

-- name: FindExportPart :one
SELECT number, name, content FROM account_export_parts
WHERE export_id = sqlc.arg(export_id) AND tenant_id = sqlc.arg(tenant_id) AND number > sqlc.arg(after_number) ORDER BY number LIMIT 1;

-- name: DeleteExportParts :execrows
-- The oldest of them.
DELETE FROM account_export_parts WHERE account_export_parts.export_id = sqlc.arg(export_id) AND account_export_parts.number <= sqlc.arg(last_number);

-- name: DeleteExport :exec
DELETE FROM account_exports WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ListExportsOf :many
SELECT id FROM account_exports WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ListExpiredExports :many
-- Of every tenant.
SELECT id, tenant_id FROM account_exports WHERE expires_at <= sqlc.arg(now) ORDER BY expires_at LIMIT sqlc.arg(page_size);
