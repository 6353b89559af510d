-- name: ListWebhooks :many
-- row: WebhookRow
-- Of a tenant, oldest first.
SELECT id, tenant_id, url, description, event_types, categories, is_active, ended_by, secrets, created_by_id, created_at, updated_at, version, failures,
  failing_since_at, paused_until_at, dropped
FROM webhooks WHERE tenant_id = sqlc.arg(tenant_id) ORDER BY id;

-- name: FindWebhook :one
-- row: WebhookRow
SELECT id, tenant_id, url, description, event_types, categories, is_active, ended_by, secrets, created_by_id, created_at, updated_at, version, failures,
  failing_since_at, paused_until_at, dropped
FROM webhooks WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ListSealedWebhooks :many
-- Of all tenants, oldest first.
SELECT id, secrets FROM webhooks ORDER BY id LIMIT sqlc.arg(page_size);

-- name: InsertWebhook :exec
INSERT INTO webhooks (id, tenant_id, url, description, event_types, categories, is_active, ended_by, secrets, created_by_id, created_at, updated_at, version,
  failures, failing_since_at, paused_until_at, dropped)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(url), sqlc.arg(description), sqlc.arg(event_types), sqlc.arg(categories), sqlc.arg(is_active),
  sqlc.narg(ended_by), sqlc.arg(secrets), sqlc.narg(created_by_id), sqlc.arg(created_at), sqlc.arg(updated_at), sqlc.arg(version), sqlc.arg(failures),
  sqlc.narg(failing_since_at), sqlc.narg(paused_until_at), sqlc.arg(dropped));

-- name: UpdateWebhook :exec
UPDATE webhooks SET url = sqlc.arg(url), description = sqlc.arg(description), event_types = sqlc.arg(event_types), categories = sqlc.arg(categories),
  is_active = sqlc.arg(is_active), ended_by = sqlc.narg(ended_by), secrets = sqlc.arg(secrets), updated_at = sqlc.arg(updated_at),
  version = sqlc.arg(version), failures = sqlc.arg(failures), failing_since_at = sqlc.narg(failing_since_at),
  paused_until_at = sqlc.narg(paused_until_at), dropped = sqlc.arg(dropped)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: DeleteWebhook :exec
DELETE FROM webhooks WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ListDueWebhooks :many
-- Of all tenants that serve: those that have something to send now, beginning after an id.
SELECT w.id, w.tenant_id, w.url, w.failures FROM webhooks w
WHERE w.is_active = 1 AND (w.paused_until_at IS NULL OR w.paused_until_at <= sqlc.arg(now)) AND w.id > sqlc.arg(after_id)
  AND NOT EXISTS (SELECT 1 FROM tenants t WHERE t.id = w.tenant_id AND t.state <> 'active')
  AND EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.due_at <= sqlc.arg(now))
ORDER BY w.id LIMIT sqlc.arg(page_size);

-- name: CountFailingWebhooks :many
-- Of all tenants: those that are on and fail since a while, and those that the forum turned off.
SELECT CAST(COALESCE(SUM(CASE WHEN is_active = 1 AND failing_since_at <= CAST(sqlc.arg(failing_before) AS BIGINT) THEN 1 ELSE 0 END), 0) AS BIGINT) AS failing,
  CAST(COALESCE(SUM(CASE WHEN ended_by IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS ended,
  CAST(COUNT(*) AS BIGINT) AS total
FROM webhooks;

-- name: ListWebhookPlaces :many
-- Of all tenants, after an id.
SELECT id, tenant_id FROM webhooks WHERE id > sqlc.arg(after_id) ORDER BY id LIMIT sqlc.arg(page_size);

-- name: FindThreadCategory :one
SELECT category_id FROM threads WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: FindOwnerAddress :one
-- Where somebody who can sign in gets mail.
SELECT u.email FROM users u WHERE u.id = sqlc.arg(id) AND u.tenant_id = sqlc.arg(tenant_id) AND u.state = 'active' AND u.email IS NOT NULL;
