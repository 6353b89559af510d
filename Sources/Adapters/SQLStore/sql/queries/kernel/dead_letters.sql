-- name: PutDeadLetter :exec
-- The message, too: where the stream was lost, another one may have the sequence.
INSERT INTO dead_letters (consumer, sequence, subject, message_id, created_at, payload, reason, attempts, dead_at)
VALUES (sqlc.arg(consumer), sqlc.arg(sequence), sqlc.arg(subject), sqlc.arg(message_id), sqlc.arg(created_at), sqlc.arg(payload),
  sqlc.arg(reason), sqlc.arg(attempts), sqlc.arg(dead_at))
ON CONFLICT (consumer, sequence) DO UPDATE SET subject = excluded.subject, message_id = excluded.message_id, created_at = excluded.created_at,
  payload = excluded.payload, reason = excluded.reason, attempts = excluded.attempts, dead_at = excluded.dead_at;

-- name: ListDeadLetters :many
SELECT sequence, subject, message_id, created_at, payload, reason, attempts, dead_at FROM dead_letters
WHERE consumer = sqlc.arg(consumer) AND sequence <= sqlc.arg(last_sequence)
ORDER BY sequence DESC LIMIT sqlc.arg(page_size);

-- name: CountDeadLetters :many
SELECT consumer, COUNT(*) AS total FROM dead_letters GROUP BY consumer ORDER BY consumer;

-- name: DeleteDeadLetter :exec
DELETE FROM dead_letters WHERE consumer = sqlc.arg(consumer) AND sequence = sqlc.arg(sequence);
