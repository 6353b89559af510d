-- name: RenewLease :execrows
-- 1 when the holder has it now: it was over, or the holder's already.
UPDATE leases SET holder = sqlc.arg(holder), expires_at = sqlc.arg(expires_at)
WHERE name = sqlc.arg(name) AND (holder = sqlc.arg(holder) OR expires_at <= sqlc.arg(now));

-- name: AddLease :execrows
-- 1 when the holder has it now, since nobody had it.
INSERT INTO leases (name, holder, expires_at) VALUES (sqlc.arg(name), sqlc.arg(holder), sqlc.arg(expires_at))
ON CONFLICT DO NOTHING;

-- name: EndLease :exec
DELETE FROM leases WHERE name = sqlc.arg(name) AND holder = sqlc.arg(holder);

-- name: EndEveryLease :exec
DELETE FROM leases;
