-- Feature flags of a tenant; what each says, and to whom, as JSON.
CREATE TABLE feature_flags (
  tenant_id BLOB NOT NULL,
  key TEXT NOT NULL,
  definition TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, key)
) STRICT, WITHOUT ROWID;
