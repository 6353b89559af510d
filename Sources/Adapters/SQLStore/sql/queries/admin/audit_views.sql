-- name: PageAudit :many
SELECT id, sequence, created_at, actor_id, action, target, reason, request FROM audit_log
WHERE tenant_id = sqlc.arg(tenant_id) AND sequence < sqlc.arg(before_sequence)
ORDER BY sequence DESC LIMIT sqlc.arg(page_size);
