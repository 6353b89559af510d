-- name: ListNodeKeys :many
SELECT name, value FROM node_keys ORDER BY name;

-- name: AddNodeKey :exec
INSERT INTO node_keys (name, value) VALUES (sqlc.arg(name), sqlc.arg(value));

-- name: RemoveNodeKey :exec
DELETE FROM node_keys WHERE name = sqlc.arg(name);

-- name: DeleteNodeKeys :exec
DELETE FROM node_keys;
