-- name: FindAuditHead :one
-- row: AuditHeadRow
SELECT tenant_id, last_sequence, last_hash, first_sequence, first_previous_hash FROM audit_heads WHERE tenant_id = sqlc.arg(tenant_id);

-- name: ListAuditHeads :many
-- row: AuditHeadRow
SELECT tenant_id, last_sequence, last_hash, first_sequence, first_previous_hash FROM audit_heads ORDER BY tenant_id;

-- name: InsertAuditHead :exec
INSERT INTO audit_heads (tenant_id, last_sequence, last_hash, first_sequence, first_previous_hash)
VALUES (sqlc.arg(tenant_id), sqlc.arg(last_sequence), sqlc.arg(last_hash), 1, '');

-- name: MoveAuditHead :exec
UPDATE audit_heads SET last_sequence = sqlc.arg(last_sequence), last_hash = sqlc.arg(last_hash) WHERE tenant_id = sqlc.arg(tenant_id);

-- name: InsertAudit :exec
INSERT INTO audit_log (tenant_id, sequence, id, created_at, actor_id, action, target, reason, request, hash)
VALUES (sqlc.arg(tenant_id), sqlc.arg(sequence), sqlc.arg(id), sqlc.arg(created_at), sqlc.arg(actor_id), sqlc.arg(action), sqlc.arg(target),
  sqlc.arg(reason), sqlc.arg(request), sqlc.arg(hash));

-- name: ReadAudit :many
-- row: AuditRow
SELECT tenant_id, sequence, id, created_at, actor_id, action, target, reason, request, hash FROM audit_log
WHERE tenant_id = sqlc.arg(tenant_id) AND sequence > sqlc.arg(after_sequence)
ORDER BY sequence LIMIT sqlc.arg(page_size);

-- name: ListAuditTenants :many
SELECT DISTINCT tenant_id FROM audit_log;

-- name: MoveAuditStart :exec
UPDATE audit_heads SET first_sequence = sqlc.arg(first_sequence), first_previous_hash = sqlc.arg(first_previous_hash)
WHERE tenant_id = sqlc.arg(tenant_id);

-- name: FirstAuditSince :one
-- 0 when there is none.
SELECT CAST(COALESCE(MIN(sequence), 0) AS BIGINT) AS first_sequence FROM audit_log WHERE tenant_id = sqlc.arg(tenant_id) AND created_at >= sqlc.arg(since);

-- name: DeleteAuditBefore :execrows
DELETE FROM audit_log WHERE tenant_id = sqlc.arg(tenant_id) AND sequence < sqlc.arg(before_sequence);
