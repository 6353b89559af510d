-- name: ListFailures :many
SELECT lane, failures, failed_at FROM sign_in_failures WHERE tenant_id = sqlc.arg(tenant_id) AND account = sqlc.arg(account)
ORDER BY failed_at DESC LIMIT 1000;

-- name: CountFailure :exec
INSERT INTO sign_in_failures (tenant_id, account, lane, failures, failed_at)
VALUES (sqlc.arg(tenant_id), sqlc.arg(account), sqlc.arg(lane), 1, sqlc.arg(failed_at))
ON CONFLICT (tenant_id, account, lane) DO UPDATE SET failures = sign_in_failures.failures + 1, failed_at = excluded.failed_at;

-- name: ForgetFailures :exec
DELETE FROM sign_in_failures WHERE tenant_id = sqlc.arg(tenant_id) AND account = sqlc.arg(account) AND lane = sqlc.arg(lane);

-- name: DeleteOldFailures :execrows
DELETE FROM sign_in_failures WHERE failed_at < sqlc.arg(failed_before);

-- name: ForgetAllFailures :exec
DELETE FROM sign_in_failures WHERE tenant_id = sqlc.arg(tenant_id) AND account = sqlc.arg(account);
