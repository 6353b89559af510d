-- name: FindBlob :one
-- row: BlobRow
SELECT id, sha256, type, bytes, width, height, thumbnail_type, thumbnail_bytes, thumbnail_width, thumbnail_height, created_at FROM blobs WHERE sha256 = sqlc.arg(sha256) AND tenant_id = sqlc.arg(tenant_id);

-- name: PageBlobs :many
-- row: BlobRow
SELECT id, sha256, type, bytes, width, height, thumbnail_type, thumbnail_bytes, thumbnail_width, thumbnail_height, created_at FROM blobs WHERE tenant_id = sqlc.arg(tenant_id) AND id > sqlc.arg(after_id) ORDER BY id LIMIT sqlc.arg(page_size);

-- name: FindBlobID :one
SELECT id FROM blobs WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: InsertBlob :exec
INSERT INTO blobs (id, tenant_id, sha256, type, bytes, width, height, thumbnail_type, thumbnail_bytes, thumbnail_width, thumbnail_height, created_at)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(sha256), sqlc.arg(type), sqlc.arg(bytes), sqlc.narg(width), sqlc.narg(height),
  sqlc.narg(thumbnail_type), sqlc.narg(thumbnail_bytes), sqlc.narg(thumbnail_width), sqlc.narg(thumbnail_height), sqlc.arg(created_at));

-- name: DeleteUnusedBlob :execrows
-- 0 where another attachment has the same bytes.
DELETE FROM blobs WHERE blobs.id = sqlc.arg(id) AND blobs.tenant_id = sqlc.arg(tenant_id)
  AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.blob_id = sqlc.arg(id));

-- name: SumBlobs :one
SELECT CAST(COALESCE(SUM(bytes + COALESCE(thumbnail_bytes, 0)), 0) AS BIGINT) AS total FROM blobs WHERE tenant_id = sqlc.arg(tenant_id);

-- name: InsertAttachment :exec
INSERT INTO attachments (id, tenant_id, blob_id, author_id, filename, description, unused_at, created_at, updated_at, version)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(blob_id), sqlc.narg(author_id), sqlc.arg(filename), sqlc.arg(description), sqlc.narg(unused_at),
  sqlc.arg(created_at), sqlc.arg(updated_at), sqlc.arg(version));

-- name: DescribeAttachment :exec
UPDATE attachments SET description = sqlc.arg(description), updated_at = sqlc.arg(updated_at), version = sqlc.arg(version)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: MarkUsed :exec
UPDATE attachments SET unused_at = NULL WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id) AND unused_at IS NOT NULL;

-- name: MarkUnused :exec
-- Unless a post uses it.
UPDATE attachments SET unused_at = sqlc.arg(now)
WHERE attachments.id = sqlc.arg(id) AND attachments.tenant_id = sqlc.arg(tenant_id) AND attachments.unused_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM post_attachments u WHERE u.attachment_id = sqlc.arg(id));

-- name: DeleteAttachment :execrows
DELETE FROM attachments WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: FindAttachment :one
-- row: AttachmentRow
SELECT a.id, a.blob_id, a.author_id, a.filename, a.description, a.unused_at, a.created_at, a.updated_at, a.version, b.sha256, b.type, b.bytes, b.width, b.height, b.thumbnail_type, b.thumbnail_bytes, b.thumbnail_width, b.thumbnail_height, b.created_at AS blob_created_at, v.handle, v.display_name
FROM attachments a JOIN blobs b ON b.id = a.blob_id LEFT JOIN author_view v ON v.id = a.author_id
WHERE a.id = sqlc.arg(id) AND a.tenant_id = sqlc.arg(tenant_id);

-- name: PageAttachmentsOf :many
-- row: AttachmentRow
SELECT a.id, a.blob_id, a.author_id, a.filename, a.description, a.unused_at, a.created_at, a.updated_at, a.version, b.sha256, b.type, b.bytes, b.width, b.height, b.thumbnail_type, b.thumbnail_bytes, b.thumbnail_width, b.thumbnail_height, b.created_at AS blob_created_at, v.handle, v.display_name
FROM attachments a JOIN blobs b ON b.id = a.blob_id LEFT JOIN author_view v ON v.id = a.author_id
WHERE a.author_id = sqlc.arg(author_id) AND a.tenant_id = sqlc.arg(tenant_id) AND a.id < sqlc.arg(before_id) ORDER BY a.id DESC LIMIT sqlc.arg(page_size);

-- name: AttachmentsOfPost :many
-- row: AttachmentRow
SELECT a.id, a.blob_id, a.author_id, a.filename, a.description, a.unused_at, a.created_at, a.updated_at, a.version, b.sha256, b.type, b.bytes, b.width, b.height, b.thumbnail_type, b.thumbnail_bytes, b.thumbnail_width, b.thumbnail_height, b.created_at AS blob_created_at, v.handle, v.display_name
FROM post_attachments u JOIN attachments a ON a.id = u.attachment_id JOIN blobs b ON b.id = a.blob_id LEFT JOIN author_view v ON v.id = a.author_id
WHERE u.post_id = sqlc.arg(post_id) AND u.tenant_id = sqlc.arg(tenant_id) ORDER BY u.position, u.attachment_id;

-- name: PostsWithAttachments :many
-- The posts of a thread between two positions that have some.
SELECT DISTINCT p.id FROM posts p JOIN post_attachments u ON u.post_id = p.id
WHERE p.thread_id = sqlc.arg(thread_id) AND p.position >= sqlc.arg(first_position) AND p.position <= sqlc.arg(last_position)
  AND p.tenant_id = sqlc.arg(tenant_id);

-- name: UseAttachment :exec
INSERT INTO post_attachments (post_id, attachment_id, tenant_id, position)
VALUES (sqlc.arg(post_id), sqlc.arg(attachment_id), sqlc.arg(tenant_id), sqlc.arg(position));

-- name: AttachmentIDsOfPost :many
SELECT attachment_id FROM post_attachments WHERE post_id = sqlc.arg(post_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: DropUsesBy :exec
DELETE FROM post_attachments WHERE post_id = sqlc.arg(post_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: DropUsesOf :exec
DELETE FROM post_attachments WHERE attachment_id = sqlc.arg(attachment_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: PostsUsing :many
SELECT p.id, p.thread_id FROM post_attachments u JOIN posts p ON p.id = u.post_id
WHERE u.attachment_id = sqlc.arg(attachment_id) AND u.tenant_id = sqlc.arg(tenant_id) AND p.deleted_at IS NULL ORDER BY p.id LIMIT sqlc.arg(page_size);

-- name: FindShownUse :one
SELECT p.id FROM post_attachments u JOIN posts p ON p.id = u.post_id JOIN threads t ON t.id = p.thread_id
WHERE u.attachment_id = sqlc.arg(attachment_id) AND u.tenant_id = sqlc.arg(tenant_id) AND p.deleted_at IS NULL AND t.deleted_at IS NULL
  AND t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT))
LIMIT 1;

-- name: CategoriesUsing :many
SELECT DISTINCT t.category_id FROM post_attachments u JOIN posts p ON p.id = u.post_id JOIN threads t ON t.id = p.thread_id
WHERE u.attachment_id = sqlc.arg(attachment_id) AND u.tenant_id = sqlc.arg(tenant_id);

-- name: CountUploadsSince :one
SELECT CAST(COUNT(*) AS BIGINT) AS total FROM attachments WHERE author_id = sqlc.arg(author_id) AND tenant_id = sqlc.arg(tenant_id) AND id > sqlc.arg(since_id);

-- name: SumUploads :one
SELECT CAST(COUNT(a.unused_at) AS BIGINT) AS unused_count, CAST(COALESCE(SUM(b.bytes + COALESCE(b.thumbnail_bytes, 0)), 0) AS BIGINT) AS total_bytes
FROM attachments a JOIN blobs b ON b.id = a.blob_id WHERE a.author_id = sqlc.arg(author_id) AND a.tenant_id = sqlc.arg(tenant_id);

-- name: PageOrphans :many
SELECT id, tenant_id FROM attachments WHERE unused_at < sqlc.arg(unused_before) ORDER BY unused_at, id LIMIT sqlc.arg(page_size);

-- name: UnlinkAttachment :execrows
UPDATE attachments SET author_id = NULL, version = version + 1 WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id) AND author_id = sqlc.arg(author_id);
