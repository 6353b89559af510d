-- name: FindEpoch :one
SELECT epoch FROM stream_meta WHERE stream = sqlc.arg(stream);

-- name: PutEpoch :exec
INSERT INTO stream_meta (stream, epoch) VALUES (sqlc.arg(stream), sqlc.arg(epoch))
ON CONFLICT (stream) DO UPDATE SET epoch = excluded.epoch;

-- name: FindStreamConsumer :one
SELECT name, settings, ack_floor, state FROM stream_consumers WHERE name = sqlc.arg(name);

-- name: PutStreamConsumer :exec
INSERT INTO stream_consumers (name, settings, ack_floor, state)
VALUES (sqlc.arg(name), sqlc.arg(settings), sqlc.arg(ack_floor), sqlc.arg(state))
ON CONFLICT (name) DO UPDATE SET settings = excluded.settings, ack_floor = excluded.ack_floor, state = excluded.state;
