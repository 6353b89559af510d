-- name: FindImport :one
SELECT entity_id FROM import_records
WHERE tenant_id = sqlc.arg(tenant_id) AND source = sqlc.arg(source) AND kind = sqlc.arg(kind) AND external_id = sqlc.arg(external_id);

-- name: InsertImport :exec
INSERT INTO import_records (tenant_id, source, kind, external_id, entity_id)
VALUES (sqlc.arg(tenant_id), sqlc.arg(source), sqlc.arg(kind), sqlc.arg(external_id), sqlc.arg(entity_id))
ON CONFLICT (tenant_id, source, kind, external_id) DO NOTHING;

-- name: InsertAwaited :exec
INSERT INTO import_awaited (tenant_id, source, external_id, post_id, distance)
VALUES (sqlc.arg(tenant_id), sqlc.arg(source), sqlc.arg(external_id), sqlc.arg(post_id), sqlc.arg(distance))
ON CONFLICT (tenant_id, source, external_id, post_id) DO NOTHING;

-- name: ListAwaiting :many
-- The posts that name this message, those imported first at the beginning.
SELECT post_id, distance FROM import_awaited
WHERE tenant_id = sqlc.arg(tenant_id) AND source = sqlc.arg(source) AND external_id = sqlc.arg(external_id)
ORDER BY post_id;

-- name: DeleteAwaited :exec
-- A post whose message at a distance was found waits only for nearer ones.
DELETE FROM import_awaited WHERE post_id = sqlc.arg(post_id) AND tenant_id = sqlc.arg(tenant_id) AND distance >= sqlc.arg(distance);

-- name: IsThreadIDTaken :one
-- In any tenant.
SELECT id FROM threads WHERE id = sqlc.arg(id);

-- name: IsPostIDTaken :one
SELECT id FROM posts WHERE id = sqlc.arg(id);

-- name: IsCommentIDTaken :one
SELECT id FROM comments WHERE id = sqlc.arg(id);
