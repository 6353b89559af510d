-- name: PageCategoryCounts :many
-- row: CountRow
SELECT c.id, c.tenant_id, c.thread_count AS noted,
  CAST((SELECT COUNT(*) FROM threads t WHERE t.category_id = c.id AND t.deleted_at IS NULL) AS BIGINT) AS counted
FROM categories c WHERE c.id > sqlc.arg(after_id) ORDER BY c.id LIMIT sqlc.arg(page_size);

-- name: PageThreadCounts :many
-- row: CountRow
SELECT t.id, t.tenant_id, t.post_count AS noted,
  CAST((SELECT COUNT(*) FROM posts p WHERE p.thread_id = t.id AND p.deleted_at IS NULL) AS BIGINT) AS counted
FROM threads t WHERE t.id > sqlc.arg(after_id) ORDER BY t.id LIMIT sqlc.arg(page_size);

-- name: PagePostCounts :many
SELECT p.id, p.tenant_id, p.comment_count AS noted,
  CAST((SELECT COUNT(*) FROM comments c WHERE c.post_id = p.id AND c.deleted_at IS NULL) AS BIGINT) AS counted, p.reactions
FROM posts p WHERE p.id > sqlc.arg(after_id) ORDER BY p.id LIMIT sqlc.arg(page_size);

-- name: CountReactions :many
-- Of the posts of one page.
SELECT r.post_id, r.kind, CAST(COUNT(*) AS BIGINT) AS total FROM reactions r
WHERE r.post_id >= sqlc.arg(first_id) AND r.post_id <= sqlc.arg(last_id)
GROUP BY r.post_id, r.kind;

-- name: RecountCategory :exec
UPDATE categories SET thread_count = (SELECT COUNT(*) FROM threads t WHERE t.category_id = categories.id AND t.deleted_at IS NULL)
WHERE categories.id = sqlc.arg(id);

-- name: RecountThread :exec
UPDATE threads SET post_count = (SELECT COUNT(*) FROM posts p WHERE p.thread_id = threads.id AND p.deleted_at IS NULL)
WHERE threads.id = sqlc.arg(id);

-- name: RecountPost :exec
UPDATE posts SET comment_count = (SELECT COUNT(*) FROM comments c WHERE c.post_id = posts.id AND c.deleted_at IS NULL)
WHERE posts.id = sqlc.arg(id);

-- name: SetReactionCounts :exec
UPDATE posts SET reactions = sqlc.arg(reactions) WHERE id = sqlc.arg(id);
