-- name: InsertDelivery :execrows
-- 0 when the webhook has the event already.
INSERT INTO webhook_deliveries (id, tenant_id, webhook_id, event_id, event_type, payload, state, tries, due_at, claim, status, created_at, ended_at)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(webhook_id), sqlc.arg(event_id), sqlc.arg(event_type), sqlc.arg(payload), sqlc.arg(state),
  sqlc.arg(tries), sqlc.narg(due_at), NULL, sqlc.narg(status), sqlc.arg(created_at), sqlc.narg(ended_at))
ON CONFLICT (webhook_id, event_id) DO NOTHING;

-- name: SaveDelivery :exec
-- Whoever had taken it has it no more.
UPDATE webhook_deliveries SET state = sqlc.arg(state), tries = sqlc.arg(tries), due_at = sqlc.narg(due_at), claim = NULL, status = sqlc.narg(status),
  ended_at = sqlc.narg(ended_at)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ClaimDelivery :execrows
-- 1 when nobody was faster.
UPDATE webhook_deliveries SET due_at = sqlc.arg(lease_end), claim = sqlc.arg(claim)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id) AND due_at <= sqlc.arg(now);

-- name: ListDueDeliveries :many
-- row: DeliveryRow
SELECT id, tenant_id, webhook_id, event_id, event_type, payload, state, tries, due_at, claim, status, created_at, ended_at
FROM webhook_deliveries WHERE webhook_id = sqlc.arg(webhook_id) AND tenant_id = sqlc.arg(tenant_id) AND due_at <= sqlc.arg(now)
ORDER BY due_at, id LIMIT sqlc.arg(page_size);

-- name: FindDelivery :one
-- row: DeliveryRow
SELECT id, tenant_id, webhook_id, event_id, event_type, payload, state, tries, due_at, claim, status, created_at, ended_at
FROM webhook_deliveries WHERE id = sqlc.arg(id) AND webhook_id = sqlc.arg(webhook_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: FindClaimedDelivery :one
-- row: DeliveryRow
SELECT id, tenant_id, webhook_id, event_id, event_type, payload, state, tries, due_at, claim, status, created_at, ended_at
FROM webhook_deliveries WHERE id = sqlc.arg(id) AND claim = sqlc.arg(claim) AND tenant_id = sqlc.arg(tenant_id);

-- name: PageDeliveries :many
-- row: DeliveryRow
-- Newest first.
SELECT id, tenant_id, webhook_id, event_id, event_type, payload, state, tries, due_at, claim, status, created_at, ended_at
FROM webhook_deliveries WHERE webhook_id = sqlc.arg(webhook_id) AND tenant_id = sqlc.arg(tenant_id) AND id < sqlc.arg(before_id)
ORDER BY id DESC LIMIT sqlc.arg(page_size);

-- name: PageDeliveriesIn :many
-- row: DeliveryRow
-- Newest first, of one state.
SELECT id, tenant_id, webhook_id, event_id, event_type, payload, state, tries, due_at, claim, status, created_at, ended_at
FROM webhook_deliveries WHERE webhook_id = sqlc.arg(webhook_id) AND tenant_id = sqlc.arg(tenant_id) AND id < sqlc.arg(before_id)
  AND state = sqlc.arg(state)
ORDER BY id DESC LIMIT sqlc.arg(page_size);

-- name: PageLostDeliveries :many
-- row: DeliveryRow
-- Those that failed or were dropped, since a moment, oldest first.
SELECT id, tenant_id, webhook_id, event_id, event_type, payload, state, tries, due_at, claim, status, created_at, ended_at
FROM webhook_deliveries WHERE webhook_id = sqlc.arg(webhook_id) AND tenant_id = sqlc.arg(tenant_id) AND id > sqlc.arg(after_id)
  AND created_at >= sqlc.arg(since) AND (state = 'failed' OR state = 'dropped')
ORDER BY id LIMIT sqlc.arg(page_size);

-- name: CountPendingDeliveries :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM webhook_deliveries WHERE webhook_id = sqlc.arg(webhook_id) AND due_at IS NOT NULL;

-- name: DropOldestDeliveries :execrows
-- Of those that wait, and are not on their way.
UPDATE webhook_deliveries SET state = 'dropped', due_at = NULL, claim = NULL, ended_at = CAST(sqlc.arg(now) AS BIGINT)
WHERE id IN (SELECT d.id FROM webhook_deliveries d WHERE d.webhook_id = sqlc.arg(webhook_id) AND d.due_at IS NOT NULL AND d.claim IS NULL ORDER BY d.id LIMIT sqlc.arg(page_size));

-- name: CountDeliveryBacklog :one
-- Of all tenants.
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id WHERE d.due_at IS NOT NULL;

-- name: FreeClaimedDeliveries :exec
-- What a process that is no more had taken.
UPDATE webhook_deliveries SET due_at = CAST(sqlc.arg(now) AS BIGINT), claim = NULL
WHERE webhook_id = sqlc.arg(webhook_id) AND due_at IS NOT NULL AND claim IS NOT NULL;

-- name: ListOldDeliveries :many
-- Those that are over since before a moment.
SELECT id FROM webhook_deliveries
WHERE webhook_id = sqlc.arg(webhook_id) AND due_at IS NULL AND created_at < sqlc.arg(created_before) ORDER BY id LIMIT sqlc.arg(page_size);

-- name: ListExcessDeliveries :many
-- Those that are over, but for the newest.
SELECT id FROM webhook_deliveries WHERE webhook_id = sqlc.arg(webhook_id) AND due_at IS NULL
ORDER BY id DESC LIMIT sqlc.arg(page_size) OFFSET sqlc.arg(kept);

-- name: ListWebhookDeliveries :many
SELECT id FROM webhook_deliveries WHERE webhook_id = sqlc.arg(webhook_id) ORDER BY id LIMIT sqlc.arg(page_size);

-- name: DeleteDelivery :execrows
DELETE FROM webhook_deliveries WHERE id = sqlc.arg(id);

-- name: DeleteAttempts :exec
DELETE FROM webhook_attempts WHERE delivery_id = sqlc.arg(delivery_id);

-- name: InsertAttempt :exec
INSERT INTO webhook_attempts (delivery_id, number, tenant_id, began_at, milliseconds, status, problem, answer)
VALUES (sqlc.arg(delivery_id), sqlc.arg(number), sqlc.arg(tenant_id), sqlc.arg(began_at), sqlc.arg(milliseconds), sqlc.narg(status), sqlc.narg(problem),
  sqlc.narg(answer));

-- name: CountAttempts :one
SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) AS total FROM webhook_attempts WHERE delivery_id = sqlc.arg(delivery_id);

-- name: ListAttempts :many
-- Newest first.
SELECT number, began_at, milliseconds, status, problem, answer FROM webhook_attempts
WHERE delivery_id = sqlc.arg(delivery_id) AND tenant_id = sqlc.arg(tenant_id) ORDER BY number DESC LIMIT sqlc.arg(page_size);
