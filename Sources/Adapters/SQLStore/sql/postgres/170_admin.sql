-- Feature flags of a tenant; what each says, and to whom, as JSON.
CREATE TABLE feature_flags (
  tenant_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  definition text COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, key)
);
CALL lock_by_tenant('feature_flags');
