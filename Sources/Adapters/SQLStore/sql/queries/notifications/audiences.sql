-- name: FindMentioned :one
-- The account of a handle in small letters.
SELECT id FROM users WHERE tenant_id = sqlc.arg(tenant_id) AND handle_key = sqlc.arg(handle_key) AND state = 'active';

-- name: FindDisposition :one
-- How much somebody wants to hear of a thread, and whether of this author at all; nobody for an imported author, who has no log-in to read it with.
SELECT w.level AS thread_level, k.level AS category_level, i.ignored_id, f.reply, f.comment, f.mention, f.watched
FROM users u
LEFT JOIN thread_watches w ON w.user_id = u.id AND w.thread_id = sqlc.arg(thread_id)
LEFT JOIN category_watches k ON k.user_id = u.id AND k.category_id = sqlc.arg(category_id)
LEFT JOIN ignored_users i ON i.user_id = u.id AND i.ignored_id = sqlc.arg(author_id)
LEFT JOIN notification_preferences f ON f.user_id = u.id
WHERE u.id = sqlc.arg(user_id) AND u.tenant_id = sqlc.arg(tenant_id) AND u.state <> 'imported';

-- name: PageThreadWatchers :many
-- Those who watch a thread and do not ignore the author, in the order of their ids.
SELECT w.user_id FROM thread_watches w
WHERE w.thread_id = sqlc.arg(thread_id) AND w.level = 'watching' AND w.tenant_id = sqlc.arg(tenant_id) AND w.user_id > sqlc.arg(after_id)
  AND NOT EXISTS (SELECT 1 FROM ignored_users i WHERE i.user_id = w.user_id AND i.ignored_id = sqlc.arg(author_id))
  AND NOT EXISTS (SELECT 1 FROM notification_preferences f WHERE f.user_id = w.user_id AND f.watched = 0)
ORDER BY w.user_id LIMIT sqlc.arg(page_size);

-- name: PageCategoryWatchers :many
-- Those who watch a category, have said nothing about the thread and do not ignore the author.
SELECT k.user_id FROM category_watches k
WHERE k.category_id = sqlc.arg(category_id) AND k.level = 'watching' AND k.tenant_id = sqlc.arg(tenant_id) AND k.user_id > sqlc.arg(after_id)
  AND NOT EXISTS (SELECT 1 FROM thread_watches w WHERE w.user_id = k.user_id AND w.thread_id = sqlc.arg(thread_id))
  AND NOT EXISTS (SELECT 1 FROM ignored_users i WHERE i.user_id = k.user_id AND i.ignored_id = sqlc.arg(author_id))
  AND NOT EXISTS (SELECT 1 FROM notification_preferences f WHERE f.user_id = k.user_id AND f.watched = 0)
ORDER BY k.user_id LIMIT sqlc.arg(page_size);
