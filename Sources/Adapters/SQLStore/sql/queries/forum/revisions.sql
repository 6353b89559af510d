-- name: InsertRevision :exec
INSERT INTO post_revisions (post_id, version, tenant_id, editor_id, body, body_format, body_html, created_at)
VALUES (sqlc.arg(post_id), sqlc.arg(version), sqlc.arg(tenant_id), sqlc.narg(editor_id), sqlc.arg(body), sqlc.arg(body_format), sqlc.arg(body_html),
  sqlc.arg(created_at));

-- name: FindRevision :one
SELECT post_id, version, editor_id, body, body_format, body_html, created_at FROM post_revisions
WHERE post_id = sqlc.arg(post_id) AND version = sqlc.arg(version) AND tenant_id = sqlc.arg(tenant_id);

-- name: FindAnyRevision :one
SELECT version FROM post_revisions WHERE post_id = sqlc.arg(post_id) AND tenant_id = sqlc.arg(tenant_id) LIMIT 1;

-- name: PageRevisions :many
SELECT r.post_id, r.version, r.editor_id, r.body, r.body_format, r.body_html, r.created_at, a.handle, a.display_name
FROM post_revisions r LEFT JOIN author_view a ON a.id = r.editor_id
WHERE r.post_id = sqlc.arg(post_id) AND r.version < sqlc.arg(before_version) AND r.tenant_id = sqlc.arg(tenant_id)
ORDER BY r.version DESC LIMIT sqlc.arg(page_size);
