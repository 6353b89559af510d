-- name: PageAudit :many
-- Newest first; actions within a range of text, since a noun stands for all its verbs.
SELECT a.id, a.sequence, a.created_at, a.actor_id, a.action, a.target, a.reason, a.request, d.detail
FROM audit_log a LEFT JOIN audit_details d ON d.tenant_id = a.tenant_id AND d.sequence = a.sequence
WHERE a.tenant_id = sqlc.arg(tenant_id) AND a.sequence < sqlc.arg(before_sequence)
  AND a.action >= sqlc.arg(first_action) AND a.action <= sqlc.arg(last_action)
  AND (CAST(sqlc.arg(is_any_actor) AS BIGINT) = 1 OR a.actor_id = sqlc.arg(actor_id))
  AND (CAST(sqlc.arg(is_any_target) AS BIGINT) = 1 OR a.target = sqlc.arg(target))
  AND a.created_at >= sqlc.arg(from_at) AND a.created_at < sqlc.arg(before_at)
ORDER BY a.sequence DESC LIMIT sqlc.arg(page_size);
