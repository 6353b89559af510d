-- name: FindGate :one
SELECT gate FROM account_gates WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: PutGate :exec
INSERT INTO account_gates (user_id, tenant_id, gate, created_at) VALUES (sqlc.arg(user_id), sqlc.arg(tenant_id), sqlc.arg(gate), sqlc.arg(created_at))
ON CONFLICT (user_id) DO UPDATE SET gate = excluded.gate;

-- name: DeleteGate :exec
DELETE FROM account_gates WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: ListWaitingIDs :many
SELECT g.user_id FROM account_gates g JOIN users u ON u.id = g.user_id
WHERE g.tenant_id = sqlc.arg(tenant_id) AND g.gate = sqlc.arg(gate) AND u.state = 'active' ORDER BY g.user_id LIMIT sqlc.arg(page_size);

-- name: FindSkeletonOwner :one
SELECT user_id FROM handle_skeletons WHERE tenant_id = sqlc.arg(tenant_id) AND skeleton = sqlc.arg(skeleton);

-- name: ClaimSkeleton :exec
INSERT INTO handle_skeletons (tenant_id, skeleton, user_id) VALUES (sqlc.arg(tenant_id), sqlc.arg(skeleton), sqlc.arg(user_id)) ON CONFLICT DO NOTHING;
