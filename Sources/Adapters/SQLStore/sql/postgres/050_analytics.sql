CREATE TABLE metric_hours (
  tenant_id uuid NOT NULL,
  metric text COLLATE "C" NOT NULL,
  hour_at BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, metric, hour_at)
);
