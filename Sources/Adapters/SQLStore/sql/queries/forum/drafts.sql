-- name: FindDraft :one
-- row: DraftRow
SELECT user_id, kind, place_id, title, tags, body, body_format, reply_to_id, post_version, version, created_at, updated_at FROM drafts
WHERE user_id = sqlc.arg(user_id) AND kind = sqlc.arg(kind) AND place_id = sqlc.arg(place_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: PageDrafts :many
-- row: DraftRow
-- Saved last comes first.
SELECT user_id, kind, place_id, title, tags, body, body_format, reply_to_id, post_version, version, created_at, updated_at FROM drafts
WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id)
  AND (updated_at, place_id) < (sqlc.arg(before_updated_at), sqlc.arg(before_id))
ORDER BY updated_at DESC, place_id DESC LIMIT sqlc.arg(page_size);

-- name: CountDrafts :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM drafts WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: SaveDraft :exec
INSERT INTO drafts (user_id, kind, place_id, tenant_id, title, tags, body, body_format, reply_to_id, post_version, version, created_at, updated_at)
VALUES (sqlc.arg(user_id), sqlc.arg(kind), sqlc.arg(place_id), sqlc.arg(tenant_id), sqlc.arg(title), sqlc.arg(tags), sqlc.arg(body),
  sqlc.arg(body_format), sqlc.narg(reply_to_id), sqlc.narg(post_version), sqlc.arg(version), sqlc.arg(created_at), sqlc.arg(updated_at))
ON CONFLICT (user_id, kind, place_id) DO UPDATE SET title = excluded.title, tags = excluded.tags, body = excluded.body,
  body_format = excluded.body_format, reply_to_id = excluded.reply_to_id, post_version = excluded.post_version, version = excluded.version,
  updated_at = excluded.updated_at;

-- name: DeleteDraft :exec
DELETE FROM drafts
WHERE user_id = sqlc.arg(user_id) AND kind = sqlc.arg(kind) AND place_id = sqlc.arg(place_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: DeleteOldDrafts :execrows
DELETE FROM drafts WHERE updated_at < sqlc.arg(updated_before);
