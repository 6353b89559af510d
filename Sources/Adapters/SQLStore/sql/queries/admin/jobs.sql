-- name: ListJobs :many
SELECT name, schedule, due_at, holder, lease_ends_at, started_at, ended_at, outcome, message, runs, failures FROM jobs ORDER BY name;

-- name: RegisterJob :exec
-- One that is known with the same schedule stays as it is.
INSERT INTO jobs (name, schedule, due_at, lease_ends_at, runs, failures) VALUES (sqlc.arg(name), sqlc.arg(schedule), sqlc.narg(due_at), 0, 0, 0)
ON CONFLICT (name) DO UPDATE SET schedule = excluded.schedule, due_at = excluded.due_at WHERE jobs.schedule <> excluded.schedule;

-- name: ClaimJob :execrows
UPDATE jobs SET holder = CAST(sqlc.arg(holder) AS TEXT), lease_ends_at = sqlc.arg(lease_ends_at), started_at = CAST(sqlc.arg(started_at) AS BIGINT)
WHERE name = sqlc.arg(name) AND (holder IS NULL OR lease_ends_at <= sqlc.arg(now))
  AND (CAST(sqlc.arg(any_time) AS BIGINT) = 1 OR due_at <= CAST(sqlc.arg(due_by) AS BIGINT));

-- name: RenewJob :execrows
UPDATE jobs SET lease_ends_at = sqlc.arg(lease_ends_at) WHERE name = sqlc.arg(name) AND holder = CAST(sqlc.arg(holder) AS TEXT);

-- name: FinishJob :exec
UPDATE jobs SET holder = NULL, lease_ends_at = 0, ended_at = CAST(sqlc.arg(ended_at) AS BIGINT), outcome = CAST(sqlc.arg(outcome) AS TEXT),
  message = CAST(sqlc.arg(message) AS TEXT), due_at = sqlc.narg(due_at), runs = runs + 1, failures = failures + sqlc.arg(failed)
WHERE name = sqlc.arg(name) AND holder = CAST(sqlc.arg(holder) AS TEXT);

-- name: RescheduleJob :execrows
UPDATE jobs SET due_at = sqlc.narg(due_at) WHERE name = sqlc.arg(name) AND (holder IS NULL OR lease_ends_at <= sqlc.arg(now));

-- name: FreeJobs :exec
UPDATE jobs SET holder = NULL, lease_ends_at = 0 WHERE holder IS NOT NULL;

-- name: PullJob :exec
-- The job is due at that moment, if it was not to be before.
UPDATE jobs SET due_at = CAST(sqlc.arg(due_at) AS BIGINT)
WHERE name = sqlc.arg(name) AND (due_at IS NULL OR due_at > CAST(sqlc.arg(due_at) AS BIGINT));
