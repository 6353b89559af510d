-- name: PutDeadLetter :exec
INSERT INTO dead_letters (consumer, sequence, subject, message_id, created_at, payload, reason, attempts, dead_at)
VALUES (sqlc.arg(consumer), sqlc.arg(sequence), sqlc.arg(subject), sqlc.arg(message_id), sqlc.arg(created_at), sqlc.arg(payload),
  sqlc.arg(reason), sqlc.arg(attempts), sqlc.arg(dead_at))
ON CONFLICT (consumer, sequence) DO UPDATE SET reason = excluded.reason, attempts = excluded.attempts, dead_at = excluded.dead_at;

-- name: ListDeadLetters :many
SELECT sequence, subject, message_id, created_at, payload, reason, attempts, dead_at FROM dead_letters
WHERE consumer = sqlc.arg(consumer)
ORDER BY sequence DESC LIMIT sqlc.arg(page_size);

-- name: CountDeadLetters :one
SELECT COUNT(*) AS total FROM dead_letters WHERE consumer = sqlc.arg(consumer);

-- name: DeleteDeadLetter :exec
DELETE FROM dead_letters WHERE consumer = sqlc.arg(consumer) AND sequence = sqlc.arg(sequence);
