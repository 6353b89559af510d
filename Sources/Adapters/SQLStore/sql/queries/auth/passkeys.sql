-- name: FindPasskey :one
-- row: PasskeyRow
SELECT id, user_id, credential_id, relying_party, public_key, model, transports, name, is_backup_eligible, is_backed_up, sign_count, created_at, last_used_at,
  suspected_at, version
FROM passkeys WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: FindPasskeyByCredential :one
-- row: PasskeyRow
SELECT id, user_id, credential_id, relying_party, public_key, model, transports, name, is_backup_eligible, is_backed_up, sign_count, created_at, last_used_at,
  suspected_at, version
FROM passkeys WHERE tenant_id = sqlc.arg(tenant_id) AND credential_id = sqlc.arg(credential_id);

-- name: ListPasskeys :many
-- row: PasskeyRow
SELECT id, user_id, credential_id, relying_party, public_key, model, transports, name, is_backup_eligible, is_backed_up, sign_count, created_at, last_used_at,
  suspected_at, version
FROM passkeys WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id) ORDER BY id;

-- name: InsertPasskey :exec
INSERT INTO passkeys (id, tenant_id, user_id, credential_id, relying_party, public_key, model, transports, name, is_backup_eligible, is_backed_up, sign_count,
  created_at, last_used_at, suspected_at, version)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(user_id), sqlc.arg(credential_id), sqlc.arg(relying_party), sqlc.arg(public_key), sqlc.arg(model),
  sqlc.arg(transports), sqlc.arg(name), sqlc.arg(is_backup_eligible), sqlc.arg(is_backed_up), sqlc.arg(sign_count), sqlc.arg(created_at), NULL, NULL,
  sqlc.arg(version));

-- name: UpdatePasskey :exec
UPDATE passkeys SET name = sqlc.arg(name), is_backed_up = sqlc.arg(is_backed_up), sign_count = sqlc.arg(sign_count), last_used_at = sqlc.narg(last_used_at),
  suspected_at = sqlc.narg(suspected_at), version = sqlc.arg(version)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: DeletePasskey :exec
DELETE FROM passkeys WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: SpendChallenge :execrows
INSERT INTO spent_challenges (tenant_id, challenge, expires_at) VALUES (sqlc.arg(tenant_id), sqlc.arg(challenge), sqlc.arg(expires_at))
ON CONFLICT (tenant_id, challenge) DO NOTHING;

-- name: DeleteOldChallenges :execrows
DELETE FROM spent_challenges WHERE expires_at < sqlc.arg(expired_before);
