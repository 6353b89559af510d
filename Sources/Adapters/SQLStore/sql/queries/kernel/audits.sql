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
INSERT INTO audit_log (tenant_id, sequence, id, created_at, actor_id, action, target, reason, request, commitment, hash)
VALUES (sqlc.arg(tenant_id), sqlc.arg(sequence), sqlc.arg(id), sqlc.arg(created_at), sqlc.arg(actor_id), sqlc.arg(action), sqlc.arg(target),
  sqlc.arg(reason), sqlc.arg(request), sqlc.arg(commitment), sqlc.arg(hash));

-- name: InsertAuditDetail :exec
INSERT INTO audit_details (tenant_id, sequence, salt, detail)
VALUES (sqlc.arg(tenant_id), sqlc.arg(sequence), sqlc.arg(salt), sqlc.arg(detail));

-- name: ReadAudit :many
-- row: AuditRow
SELECT a.tenant_id, a.sequence, a.id, a.created_at, a.actor_id, a.action, a.target, a.reason, a.request, a.commitment, a.hash, d.salt, d.detail
FROM audit_log a LEFT JOIN audit_details d ON d.tenant_id = a.tenant_id AND d.sequence = a.sequence
WHERE a.tenant_id = sqlc.arg(tenant_id) AND a.sequence > sqlc.arg(after_sequence)
ORDER BY a.sequence LIMIT sqlc.arg(page_size);

-- name: FindAuditHash :one
SELECT hash FROM audit_log WHERE tenant_id = sqlc.arg(tenant_id) AND sequence = sqlc.arg(sequence);

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

-- name: DeleteAuditDetailsBefore :exec
DELETE FROM audit_details WHERE tenant_id = sqlc.arg(tenant_id) AND sequence < sqlc.arg(before_sequence);
