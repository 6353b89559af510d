-- name: AppendOutbox :one
INSERT INTO outbox (id, tenant_id, subject, created_at, published_at, payload)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(subject), sqlc.arg(created_at), sqlc.arg(published_at), sqlc.arg(payload))
RETURNING sequence;

-- name: OutboxAfter :many
-- row: OutboxRow
-- At most page_size messages after a position, in order.
SELECT sequence, id, subject, created_at, payload FROM outbox
WHERE sequence > sqlc.arg(after_sequence)
ORDER BY sequence LIMIT sqlc.arg(page_size);
