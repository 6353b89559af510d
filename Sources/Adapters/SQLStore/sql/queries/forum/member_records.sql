-- name: FindMemberRecord :one
SELECT approved_count, agreed_count, disagreed_count FROM member_records WHERE user_id = sqlc.arg(user_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: AddToMemberRecord :exec
INSERT INTO member_records (user_id, tenant_id, approved_count, agreed_count, disagreed_count)
VALUES (sqlc.arg(user_id), sqlc.arg(tenant_id), sqlc.arg(approved_count), sqlc.arg(agreed_count), sqlc.arg(disagreed_count))
ON CONFLICT (user_id) DO UPDATE SET approved_count = member_records.approved_count + excluded.approved_count,
  agreed_count = member_records.agreed_count + excluded.agreed_count, disagreed_count = member_records.disagreed_count + excluded.disagreed_count;
