CREATE TABLE metric_hours (
  tenant_id BLOB NOT NULL,
  metric TEXT NOT NULL,
  hour_at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, metric, hour_at)
) STRICT, WITHOUT ROWID;
