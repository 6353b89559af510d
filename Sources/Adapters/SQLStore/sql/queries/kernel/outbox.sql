-- name: AppendOutbox :one
INSERT INTO outbox (id, tenant_id, subject, created_at, published_at, payload)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(subject), sqlc.arg(created_at), sqlc.arg(published_at), sqlc.arg(payload))
RETURNING sequence;

-- name: AddToOutbox :exec
-- Without asking for the sequence: SQLite tells it more cheaply than by RETURNING, for which it makes a table in memory.
INSERT INTO outbox (id, tenant_id, subject, created_at, published_at, payload)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(subject), sqlc.arg(created_at), sqlc.arg(published_at), sqlc.arg(payload));

-- name: AppendMessage :one
-- Nothing when a message with this message_id is still there.
INSERT INTO outbox (message_id, subject, created_at, published_at, payload)
VALUES (sqlc.arg(message_id), sqlc.arg(subject), sqlc.arg(created_at), sqlc.arg(published_at), sqlc.arg(payload))
ON CONFLICT DO NOTHING
RETURNING sequence;

-- name: FindMessage :one
SELECT sequence FROM outbox WHERE message_id = CAST(sqlc.arg(message_id) AS TEXT);

-- name: ReadOutbox :many
-- row: OutboxRow
SELECT sequence, id, message_id, subject, created_at, payload FROM outbox
WHERE sequence > sqlc.arg(after_sequence)
ORDER BY sequence LIMIT sqlc.arg(page_size);

-- name: ListUnpublished :many
-- row: OutboxRow
-- What the relay has yet to publish, oldest first.
SELECT sequence, id, message_id, subject, created_at, payload FROM outbox
WHERE published_at IS NULL
ORDER BY sequence LIMIT sqlc.arg(page_size);

-- name: MarkPublished :execrows
-- Those of a run of neighbouring sequences, both ends included.
UPDATE outbox SET published_at = CAST(sqlc.arg(published_at) AS BIGINT)
WHERE sequence >= sqlc.arg(first_sequence) AND sequence <= sqlc.arg(last_sequence) AND published_at IS NULL;

-- name: OutboxBacklog :one
-- How many wait for the relay, and the first of them; 0 when none does.
SELECT COUNT(*) AS waiting, CAST(COALESCE(MIN(sequence), 0) AS BIGINT) AS first_sequence FROM outbox WHERE published_at IS NULL;

-- name: OutboxBounds :one
-- Both 0 when the outbox is empty.
SELECT CAST(COALESCE((SELECT MIN(o.sequence) FROM outbox AS o), 0) AS BIGINT) AS first_sequence,
  CAST(COALESCE((SELECT MAX(o.sequence) FROM outbox AS o), 0) AS BIGINT) AS last_sequence;

-- name: FirstSequenceSince :one
-- 0 when there is none.
SELECT CAST(COALESCE(MIN(sequence), 0) AS BIGINT) AS first_sequence FROM outbox WHERE created_at >= sqlc.arg(since);

-- name: TrimOutbox :execrows
-- Takes up to chunk_size published messages before a sequence.
DELETE FROM outbox WHERE sequence IN (
  SELECT o.sequence FROM outbox AS o WHERE o.sequence < sqlc.arg(before_sequence) AND o.published_at IS NOT NULL
  ORDER BY o.sequence LIMIT sqlc.arg(chunk_size)
);
