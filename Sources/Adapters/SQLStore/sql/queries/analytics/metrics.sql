-- name: AddToMetric :exec
INSERT INTO metric_hours (tenant_id, metric, hour_at, count) VALUES (sqlc.arg(tenant_id), sqlc.arg(metric), sqlc.arg(hour_at), sqlc.arg(count))
ON CONFLICT (tenant_id, metric, hour_at) DO UPDATE SET count = metric_hours.count + excluded.count;

-- name: MetricHours :many
SELECT hour_at, count FROM metric_hours
WHERE tenant_id = sqlc.arg(tenant_id) AND metric = sqlc.arg(metric) AND hour_at >= sqlc.arg(from_at) AND hour_at < sqlc.arg(before_at)
ORDER BY hour_at;
