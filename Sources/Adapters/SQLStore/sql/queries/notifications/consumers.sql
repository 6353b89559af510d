-- name: FindConsumerPosition :one
SELECT epoch, sequence FROM consumer_positions WHERE name = sqlc.arg(name);

-- name: SaveConsumerPosition :exec
INSERT INTO consumer_positions (name, epoch, sequence) VALUES (sqlc.arg(name), sqlc.arg(epoch), sqlc.arg(sequence))
ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, sequence = excluded.sequence;

-- name: MoveConsumers :exec
-- Those of one epoch to another that has the same messages.
UPDATE consumer_positions SET epoch = sqlc.arg(new_epoch) WHERE epoch = sqlc.arg(old_epoch);
