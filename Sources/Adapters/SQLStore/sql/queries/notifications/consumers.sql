-- name: FindConsumerPosition :one
SELECT epoch, sequence FROM consumer_positions WHERE name = sqlc.arg(name);

-- name: SaveConsumerPosition :exec
INSERT INTO consumer_positions (name, epoch, sequence) VALUES (sqlc.arg(name), sqlc.arg(epoch), sqlc.arg(sequence))
ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, sequence = excluded.sequence;
