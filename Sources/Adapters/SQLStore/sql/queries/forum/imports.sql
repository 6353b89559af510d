-- name: FindImport :one
SELECT entity_id FROM import_records
WHERE tenant_id = sqlc.arg(tenant_id) AND source = sqlc.arg(source) AND kind = sqlc.arg(kind) AND external_id = sqlc.arg(external_id);

-- name: InsertImport :exec
INSERT INTO import_records (tenant_id, source, kind, external_id, entity_id)
VALUES (sqlc.arg(tenant_id), sqlc.arg(source), sqlc.arg(kind), sqlc.arg(external_id), sqlc.arg(entity_id))
ON CONFLICT (tenant_id, source, kind, external_id) DO NOTHING;
