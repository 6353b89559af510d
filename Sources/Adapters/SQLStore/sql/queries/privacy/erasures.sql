-- name: InsertErasure :exec
INSERT INTO erasures (id, tenant_id, user_id, mode, requested_by, created_at, ended_at, receipt, signature, signing_key)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(user_id), sqlc.arg(mode), sqlc.narg(requested_by), sqlc.arg(created_at), NULL, NULL, NULL, NULL);

-- name: FindErasure :one
-- row: ErasureRow
SELECT id, user_id, mode, requested_by, created_at, ended_at, receipt, signature, signing_key FROM erasures
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: PageErasures :many
-- row: ErasureRow
SELECT id, user_id, mode, requested_by, created_at, ended_at, receipt, signature, signing_key FROM erasures
WHERE tenant_id = sqlc.arg(tenant_id) AND (created_at, id) < (sqlc.arg(before_created_at), sqlc.arg(before_id))
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(page_size);

-- name: SaveReceipt :execrows
UPDATE erasures SET ended_at = CAST(sqlc.arg(ended_at) AS BIGINT), receipt = CAST(sqlc.arg(receipt) AS TEXT), signature = CAST(sqlc.arg(signature) AS TEXT),
  signing_key = CAST(sqlc.arg(signing_key) AS TEXT)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id) AND ended_at IS NULL;

-- name: AddErasureEntry :exec
INSERT INTO erasure_entries (erasure_id, store, item, tenant_id, done, count)
VALUES (sqlc.arg(erasure_id), sqlc.arg(store), sqlc.arg(item), sqlc.arg(tenant_id), sqlc.arg(done), sqlc.arg(count))
ON CONFLICT (erasure_id, store, item) DO UPDATE SET count = erasure_entries.count + excluded.count, done = excluded.done;

-- name: ListErasureEntries :many
SELECT store, item, done, count FROM erasure_entries WHERE erasure_id = sqlc.arg(erasure_id) AND tenant_id = sqlc.arg(tenant_id) ORDER BY store, item;

-- name: PageAuditDetails :many
-- Those with the lines that they belong to.
SELECT d.sequence, a.actor_id, a.target, d.detail FROM audit_details d JOIN audit_log a ON a.tenant_id = d.tenant_id AND a.sequence = d.sequence
WHERE d.tenant_id = sqlc.arg(tenant_id) AND d.sequence > sqlc.arg(after_sequence)
ORDER BY d.sequence LIMIT sqlc.arg(page_size);

-- name: DeleteAuditDetail :execrows
DELETE FROM audit_details WHERE tenant_id = sqlc.arg(tenant_id) AND sequence = sqlc.arg(sequence);

-- name: DeleteIdempotencyOf :execrows
-- The scopes that begin with somebody's id.
DELETE FROM idempotency_keys WHERE tenant_id = sqlc.arg(tenant_id) AND scope >= sqlc.arg(first_scope) AND scope < sqlc.arg(end_scope);

-- name: DeleteUser :execrows
DELETE FROM users WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: AddressesOfLinks :many
SELECT email FROM mail_links WHERE tenant_id = sqlc.arg(tenant_id) AND user_id = sqlc.arg(user_id) ORDER BY email;
