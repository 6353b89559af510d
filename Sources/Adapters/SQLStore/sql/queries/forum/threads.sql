-- name: FindThread :one
-- row: ThreadRow
SELECT id, category_id, author_id, title, slug, tags, is_locked, is_pinned, post_count, next_position, last_post_at, created_at, updated_at, deleted_at, version
FROM threads WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: SomeVisibleThreads :many
-- row: ThreadRow
SELECT id, category_id, author_id, title, slug, tags, is_locked, is_pinned, post_count, next_position, last_post_at, created_at, updated_at, deleted_at, version
FROM threads WHERE tenant_id = sqlc.arg(tenant_id) AND deleted_at IS NULL LIMIT sqlc.arg(page_size);

-- name: FindThreadView :one
-- row: ThreadViewRow
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.id = sqlc.arg(id) AND t.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL;

-- name: FindListedThread :one
-- row: ListedThreadRow
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.narg(reader_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.id = sqlc.arg(id) AND t.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL;

-- name: InsertThread :exec
INSERT INTO threads (id, tenant_id, category_id, author_id, title, slug, tags, is_locked, is_pinned, post_count, next_position, last_post_at, created_at,
  updated_at, updated_by, deleted_at, version)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(category_id), sqlc.narg(author_id), sqlc.arg(title), sqlc.arg(slug), sqlc.arg(tags),
  sqlc.arg(is_locked), sqlc.arg(is_pinned), sqlc.arg(post_count), sqlc.arg(next_position), sqlc.arg(last_post_at), sqlc.arg(created_at),
  sqlc.arg(updated_at), sqlc.narg(updated_by), sqlc.narg(deleted_at), sqlc.arg(version));

-- name: UpdateThread :exec
UPDATE threads SET category_id = sqlc.arg(category_id), title = sqlc.arg(title), slug = sqlc.arg(slug),
  is_locked = sqlc.arg(is_locked), is_pinned = sqlc.arg(is_pinned), post_count = sqlc.arg(post_count), next_position = sqlc.arg(next_position),
  last_post_at = sqlc.arg(last_post_at), updated_at = sqlc.arg(updated_at), updated_by = sqlc.narg(updated_by), deleted_at = sqlc.narg(deleted_at),
  version = sqlc.arg(version)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: UpdateThreadActivity :exec
UPDATE threads SET post_count = sqlc.arg(post_count), next_position = sqlc.arg(next_position), last_post_at = sqlc.arg(last_post_at)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: SetThreadTags :exec
UPDATE threads SET tags = sqlc.arg(tags) WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: InsertThreadTag :exec
INSERT INTO thread_tags (tenant_id, tag, thread_id) VALUES (sqlc.arg(tenant_id), sqlc.arg(tag), sqlc.arg(thread_id));

-- name: DeleteThreadTags :exec
DELETE FROM thread_tags WHERE thread_id = sqlc.arg(thread_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ListTags :many
SELECT g.tag, CAST(COUNT(*) AS BIGINT) AS thread_count FROM thread_tags g JOIN threads t ON t.id = g.thread_id
WHERE g.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL
  AND t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT))
GROUP BY g.tag ORDER BY 2 DESC, 1 LIMIT sqlc.arg(page_size);

-- name: PageThreadsByCreation :many
-- row: ListedThreadRow
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.narg(reader_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL
  AND (t.created_at, t.id) < (sqlc.arg(before_created_at), sqlc.arg(before_id))
ORDER BY t.created_at DESC, t.id DESC LIMIT sqlc.arg(page_size);

-- name: PageThreadsByActivity :many
-- row: ListedThreadRow
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.narg(reader_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL
  AND (t.last_post_at, t.id) < (sqlc.arg(before_last_post_at), sqlc.arg(before_id))
ORDER BY t.last_post_at DESC, t.id DESC LIMIT sqlc.arg(page_size);

-- name: PageThreadsByAge :many
-- row: ThreadViewRow
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL
  AND (t.created_at, t.id) > (sqlc.arg(after_created_at), sqlc.arg(after_id))
ORDER BY t.created_at, t.id LIMIT sqlc.arg(page_size);

-- name: PageThreadsByCreationInCategory :many
-- row: ListedThreadRow
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.narg(reader_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.category_id = sqlc.arg(category_id) AND t.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL
  AND (t.created_at, t.id) < (sqlc.arg(before_created_at), sqlc.arg(before_id))
ORDER BY t.created_at DESC, t.id DESC LIMIT sqlc.arg(page_size);

-- name: PageThreadsByActivityInCategory :many
-- row: ListedThreadRow
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.narg(reader_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.category_id = sqlc.arg(category_id) AND t.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL
  AND (t.last_post_at, t.id) < (sqlc.arg(before_last_post_at), sqlc.arg(before_id))
ORDER BY t.last_post_at DESC, t.id DESC LIMIT sqlc.arg(page_size);

-- name: PageThreadsByCreationTagged :many
-- row: ListedThreadRow
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.narg(reader_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.id IN (SELECT g.thread_id FROM thread_tags g WHERE g.tenant_id = sqlc.arg(tenant_id) AND g.tag = sqlc.arg(tag)) AND t.tenant_id = sqlc.arg(tenant_id)
  AND (t.category_id = sqlc.arg(category_id) OR CAST(sqlc.arg(any_category) AS BIGINT) = 1) AND t.deleted_at IS NULL
  AND (CAST(sqlc.arg(any_scope) AS BIGINT) = 1 OR t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT)))
  AND (t.created_at, t.id) < (sqlc.arg(before_created_at), sqlc.arg(before_id))
ORDER BY t.created_at DESC, t.id DESC LIMIT sqlc.arg(page_size);

-- name: PageThreadsByActivityTagged :many
-- row: ListedThreadRow
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.narg(reader_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.id IN (SELECT g.thread_id FROM thread_tags g WHERE g.tenant_id = sqlc.arg(tenant_id) AND g.tag = sqlc.arg(tag)) AND t.tenant_id = sqlc.arg(tenant_id)
  AND (t.category_id = sqlc.arg(category_id) OR CAST(sqlc.arg(any_category) AS BIGINT) = 1) AND t.deleted_at IS NULL
  AND (CAST(sqlc.arg(any_scope) AS BIGINT) = 1 OR t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT)))
  AND (t.last_post_at, t.id) < (sqlc.arg(before_last_post_at), sqlc.arg(before_id))
ORDER BY t.last_post_at DESC, t.id DESC LIMIT sqlc.arg(page_size);

-- name: PageThreadsByCreationPinned :many
-- row: ListedThreadRow
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.narg(reader_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.is_pinned = 1 AND t.tenant_id = sqlc.arg(tenant_id) AND (t.category_id = sqlc.arg(category_id) OR CAST(sqlc.arg(any_category) AS BIGINT) = 1) AND t.deleted_at IS NULL
  AND (CAST(sqlc.arg(any_scope) AS BIGINT) = 1 OR t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT)))
  AND (t.created_at, t.id) < (sqlc.arg(before_created_at), sqlc.arg(before_id))
ORDER BY t.created_at DESC, t.id DESC LIMIT sqlc.arg(page_size);

-- name: PageThreadsByActivityPinned :many
-- row: ListedThreadRow
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.narg(reader_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.is_pinned = 1 AND t.tenant_id = sqlc.arg(tenant_id) AND (t.category_id = sqlc.arg(category_id) OR CAST(sqlc.arg(any_category) AS BIGINT) = 1) AND t.deleted_at IS NULL
  AND (CAST(sqlc.arg(any_scope) AS BIGINT) = 1 OR t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT)))
  AND (t.last_post_at, t.id) < (sqlc.arg(before_last_post_at), sqlc.arg(before_id))
ORDER BY t.last_post_at DESC, t.id DESC LIMIT sqlc.arg(page_size);

-- name: PageThreadsByCreationInScope :many
-- row: ListedThreadRow
-- For who may not read every category.
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.narg(reader_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL
  AND t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT))
  AND (t.created_at, t.id) < (sqlc.arg(before_created_at), sqlc.arg(before_id))
ORDER BY t.created_at DESC, t.id DESC LIMIT sqlc.arg(page_size);

-- name: PageThreadsByActivityInScope :many
-- row: ListedThreadRow
-- For who may not read every category.
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.narg(reader_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL
  AND t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT))
  AND (t.last_post_at, t.id) < (sqlc.arg(before_last_post_at), sqlc.arg(before_id))
ORDER BY t.last_post_at DESC, t.id DESC LIMIT sqlc.arg(page_size);

-- name: ThreadsMovedSince :many
-- row: ThreadPlaceRow
-- Threads that were there at the moment of the first page and got a post since, with the place they had then.
SELECT t.id,
  CAST(COALESCE(
    (SELECT p.created_at FROM posts p WHERE p.thread_id = t.id AND p.created_at <= sqlc.arg(anchor_at) ORDER BY p.position DESC LIMIT 1),
    t.created_at) AS BIGINT) AS place_at
FROM threads t
WHERE t.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL AND t.last_post_at > sqlc.arg(anchor_at) AND t.created_at <= sqlc.arg(anchor_at)
  AND (t.category_id = sqlc.arg(category_id) OR CAST(sqlc.arg(any_category) AS BIGINT) = 1)
  AND (t.is_pinned = 1 OR CAST(sqlc.arg(any_pin) AS BIGINT) = 1)
  AND (CAST(sqlc.arg(any_tag) AS BIGINT) = 1
    OR EXISTS (SELECT 1 FROM thread_tags g WHERE g.tenant_id = t.tenant_id AND g.tag = sqlc.arg(tag) AND g.thread_id = t.id))
ORDER BY t.last_post_at DESC LIMIT sqlc.arg(page_size);

-- name: PageUnreadThreads :many
-- row: ListedThreadRow
-- By the last post, down to the moment since_at: those with unread posts that the reader does not mute.
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.arg(reader_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t LEFT JOIN author_view a ON a.id = t.author_id
WHERE t.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL AND t.last_post_at > sqlc.arg(since_at)
  AND (t.last_post_at, t.id) < (sqlc.arg(before_last_post_at), sqlc.arg(before_id))
  AND t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT))
  AND (t.category_id = sqlc.arg(category_id) OR CAST(sqlc.arg(any_category) AS BIGINT) = 1)
  AND COALESCE(
    (SELECT w.level FROM thread_watches w WHERE w.user_id = sqlc.arg(reader_id) AND w.thread_id = t.id),
    (SELECT k.level FROM category_watches k WHERE k.user_id = sqlc.arg(reader_id) AND k.category_id = t.category_id), 'normal') <> 'muted'
  AND COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.arg(reader_id) AND v.thread_id = t.id), 0) > 0
ORDER BY t.last_post_at DESC, t.id DESC LIMIT sqlc.arg(page_size);

-- name: PageWatchedThreads :many
-- row: ListedThreadRow
-- By the last post: those that the reader watches or tracks.
SELECT t.id, t.category_id, t.author_id, t.title, t.slug, t.tags, t.is_locked, t.is_pinned, t.post_count, t.next_position, t.last_post_at, t.created_at, t.updated_at, t.deleted_at, t.version, a.handle, a.display_name,
  CAST(COALESCE((SELECT v.unread FROM unread_view v WHERE v.user_id = sqlc.arg(reader_id) AND v.thread_id = t.id), 0) AS BIGINT) AS unread
FROM threads t JOIN thread_watches w ON w.thread_id = t.id LEFT JOIN author_view a ON a.id = t.author_id
WHERE w.user_id = sqlc.arg(reader_id) AND w.level IN ('watching', 'tracking') AND t.tenant_id = sqlc.arg(tenant_id) AND t.deleted_at IS NULL
  AND (t.last_post_at, t.id) < (sqlc.arg(before_last_post_at), sqlc.arg(before_id))
  AND t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT))
  AND (t.category_id = sqlc.arg(category_id) OR CAST(sqlc.arg(any_category) AS BIGINT) = 1)
ORDER BY t.last_post_at DESC, t.id DESC LIMIT sqlc.arg(page_size);

-- name: NewestActivity :one
SELECT CAST(COALESCE(MAX((SELECT t.last_post_at FROM threads t WHERE t.tenant_id = o.id ORDER BY t.last_post_at DESC LIMIT 1)), 0) AS BIGINT) AS last_post_at
FROM tenants o;
