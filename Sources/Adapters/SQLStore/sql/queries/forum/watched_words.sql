-- name: ListWatchedWords :many
SELECT id, word, action, replacement, created_at FROM watched_words WHERE tenant_id = sqlc.arg(tenant_id) ORDER BY word_key;

-- name: CountWatchedWords :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM watched_words WHERE tenant_id = sqlc.arg(tenant_id);

-- name: InsertWatchedWord :execrows
INSERT INTO watched_words (id, tenant_id, word, word_key, action, replacement, created_at, created_by)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(word), sqlc.arg(word_key), sqlc.arg(action), sqlc.narg(replacement), sqlc.arg(created_at),
  sqlc.narg(created_by))
ON CONFLICT (tenant_id, word_key) DO NOTHING;

-- name: DeleteWatchedWord :execrows
DELETE FROM watched_words WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);
