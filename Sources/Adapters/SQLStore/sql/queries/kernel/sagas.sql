-- name: FindSaga :one
-- row: SagaRow
SELECT id, tenant_id, kind, subject, state, is_undoing, step, attempts, problem, data, next_at, created_at, updated_at, version FROM sagas WHERE id = sqlc.arg(id);

-- name: FirstSagaDue :one
-- row: SagaRow
SELECT id, tenant_id, kind, subject, state, is_undoing, step, attempts, problem, data, next_at, created_at, updated_at, version FROM sagas
WHERE state = 'running' AND next_at <= sqlc.arg(now)
ORDER BY next_at LIMIT 1;

-- name: PageSagas :many
-- row: SagaRow
SELECT id, tenant_id, kind, subject, state, is_undoing, step, attempts, problem, data, next_at, created_at, updated_at, version FROM sagas
WHERE (created_at, id) < (sqlc.arg(before_created_at), sqlc.arg(before_id))
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(page_size);

-- name: InsertSaga :exec
INSERT INTO sagas (id, tenant_id, kind, subject, state, is_undoing, step, attempts, problem, data, next_at, created_at, updated_at, version)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(kind), sqlc.arg(subject), 'running', 0, 0, 0, NULL, sqlc.arg(data), sqlc.arg(created_at),
  sqlc.arg(created_at), sqlc.arg(created_at), 1);

-- name: ClaimSaga :execrows
-- 1 when nobody was faster.
UPDATE sagas SET next_at = sqlc.arg(next_at), version = version + 1 WHERE id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: SaveSaga :execrows
-- 1 when nobody took it meanwhile.
UPDATE sagas SET state = sqlc.arg(state), is_undoing = sqlc.arg(is_undoing), step = sqlc.arg(step), attempts = sqlc.arg(attempts), problem = sqlc.narg(problem), data = sqlc.arg(data),
  next_at = sqlc.arg(next_at), updated_at = sqlc.arg(updated_at), version = version + 1
WHERE id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: ReleaseSagas :exec
UPDATE sagas SET next_at = sqlc.arg(now), version = version + 1 WHERE state = 'running' AND next_at > sqlc.arg(now);
