-- name: ListNodeKeys :many
SELECT name, value FROM node_keys ORDER BY name;

-- name: AddNodeKey :exec
INSERT INTO node_keys (name, value) VALUES (sqlc.arg(name), sqlc.arg(value));
