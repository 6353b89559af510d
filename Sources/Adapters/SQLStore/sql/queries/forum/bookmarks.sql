-- name: SetBookmark :exec
-- A post has one bookmark of a person; a second one changes its note.
INSERT INTO bookmarks (id, tenant_id, user_id, post_id, note, created_at, updated_at)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(user_id), sqlc.arg(post_id), sqlc.arg(note), sqlc.arg(created_at), sqlc.arg(created_at))
ON CONFLICT (user_id, post_id) DO UPDATE SET note = excluded.note, updated_at = excluded.updated_at;

-- name: DeleteBookmark :exec
DELETE FROM bookmarks WHERE user_id = sqlc.arg(user_id) AND post_id = sqlc.arg(post_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: CountBookmarks :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM bookmarks WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: FindBookmark :one
-- row: BookmarkRow
SELECT b.id, b.post_id, b.note, b.created_at, b.updated_at, p.thread_id, p.position, t.title, CAST(SUBSTR(p.body, 1, 200) AS TEXT) AS excerpt, p.author_id, a.handle, a.display_name
FROM bookmarks b JOIN posts p ON p.id = b.post_id JOIN threads t ON t.id = p.thread_id LEFT JOIN author_view a ON a.id = p.author_id
WHERE b.user_id = sqlc.arg(user_id) AND b.post_id = sqlc.arg(post_id) AND b.tenant_id = sqlc.arg(tenant_id) AND p.deleted_at IS NULL AND t.deleted_at IS NULL
  AND t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT));

-- name: PageBookmarks :many
-- row: BookmarkRow
-- Only of posts that can be seen.
SELECT b.id, b.post_id, b.note, b.created_at, b.updated_at, p.thread_id, p.position, t.title, CAST(SUBSTR(p.body, 1, 200) AS TEXT) AS excerpt, p.author_id, a.handle, a.display_name
FROM bookmarks b JOIN posts p ON p.id = b.post_id JOIN threads t ON t.id = p.thread_id LEFT JOIN author_view a ON a.id = p.author_id
WHERE b.user_id = sqlc.arg(user_id) AND b.tenant_id = sqlc.arg(tenant_id) AND b.id < sqlc.arg(before_id) AND p.deleted_at IS NULL AND t.deleted_at IS NULL
  AND t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT))
ORDER BY b.id DESC LIMIT sqlc.arg(page_size);

-- name: BookmarkedPosts :many
-- The posts of one thread that somebody marked.
SELECT b.post_id FROM bookmarks b JOIN posts p ON p.id = b.post_id
WHERE b.user_id = sqlc.arg(user_id) AND b.tenant_id = sqlc.arg(tenant_id) AND p.thread_id = sqlc.arg(thread_id) AND p.deleted_at IS NULL
ORDER BY p.position LIMIT sqlc.arg(page_size);
