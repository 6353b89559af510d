-- name: InsertReaction :execrows
INSERT INTO reactions (id, post_id, user_id, kind, created_at)
VALUES (sqlc.arg(id), sqlc.arg(post_id), sqlc.arg(user_id), sqlc.arg(kind), sqlc.arg(created_at))
ON CONFLICT (post_id, user_id, kind) DO NOTHING;

-- name: DeleteReaction :execrows
DELETE FROM reactions WHERE post_id = sqlc.arg(post_id) AND user_id = sqlc.arg(user_id) AND kind = sqlc.arg(kind);

-- name: PageReactions :many
SELECT r.id, r.user_id, r.kind, r.created_at, a.handle, a.display_name FROM reactions r JOIN author_view a ON a.id = r.user_id
WHERE r.post_id = sqlc.arg(post_id) AND r.id > sqlc.arg(after_id)
ORDER BY r.id LIMIT sqlc.arg(page_size);
