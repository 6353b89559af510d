-- name: InsertErasure :exec
INSERT INTO erasures (id, tenant_id, user_id, mode, requested_by, created_at, ended_at, receipt, signature, signing_key, request_digest)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(user_id), sqlc.arg(mode), sqlc.narg(requested_by), sqlc.arg(created_at), NULL, NULL, NULL, NULL,
  sqlc.narg(request_digest));

-- name: FindErasure :one
-- row: ErasureRow
SELECT x.id, x.user_id, x.mode, x.requested_by, x.created_at, x.ended_at, x.receipt, x.signature, x.signing_key,
  CAST((SELECT COALESCE(SUM(e.count), 0) FROM erasure_entries e WHERE e.erasure_id = x.id) AS BIGINT) AS changed_count
FROM erasures x WHERE x.id = sqlc.arg(id) AND x.tenant_id = sqlc.arg(tenant_id);

-- name: FindRequestedErasure :one
-- Of a request that may be a repeated one.
SELECT id FROM erasures WHERE tenant_id = sqlc.arg(tenant_id) AND request_digest = sqlc.arg(request_digest);

-- name: PageErasures :many
-- row: ErasureRow
SELECT x.id, x.user_id, x.mode, x.requested_by, x.created_at, x.ended_at, x.receipt, x.signature, x.signing_key,
  CAST((SELECT COALESCE(SUM(e.count), 0) FROM erasure_entries e WHERE e.erasure_id = x.id) AS BIGINT) AS changed_count
FROM erasures x WHERE x.tenant_id = sqlc.arg(tenant_id) AND (x.created_at, x.id) < (sqlc.arg(before_created_at), sqlc.arg(before_id))
ORDER BY x.created_at DESC, x.id DESC LIMIT sqlc.arg(page_size);

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

-- name: ListImportsOf :many
-- What the account is called in archives that were imported.
SELECT source, external_id FROM import_records
WHERE kind = 'author' AND entity_id = sqlc.arg(entity_id) AND tenant_id = sqlc.arg(tenant_id) ORDER BY source, external_id;

-- name: KeepErasedAuthor :exec
INSERT INTO erased_authors (tenant_id, digest, mode, created_at)
VALUES (sqlc.arg(tenant_id), sqlc.arg(digest), sqlc.arg(mode), sqlc.arg(created_at)) ON CONFLICT DO NOTHING;

-- name: FindErasedAuthor :one
SELECT mode FROM erased_authors WHERE tenant_id = sqlc.arg(tenant_id) AND digest = sqlc.arg(digest);

-- name: FindErasedAccount :one
-- How much goes with an account.
SELECT mode FROM erasures WHERE tenant_id = sqlc.arg(tenant_id) AND user_id = sqlc.arg(user_id);
