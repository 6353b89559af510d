-- The authenticator app of an account. The secret is encrypted under a key that is not in this table's row.
CREATE TABLE totp_factors (
  user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
  tenant_id BLOB NOT NULL,
  sealed_secret TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  last_step INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  failed_at INTEGER NOT NULL
) STRICT;

-- Keyed digests; the codes themselves are shown once and kept nowhere.
CREATE TABLE recovery_codes (
  user_id BLOB NOT NULL REFERENCES users (id),
  digest TEXT NOT NULL,
  tenant_id BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (user_id, digest)
) STRICT;

-- Wrong passwords in a row for a name, whether it has an account or not, by the lane that they came by.
CREATE TABLE sign_in_failures (
  tenant_id BLOB NOT NULL,
  account TEXT NOT NULL,
  lane TEXT NOT NULL,
  failures INTEGER NOT NULL,
  failed_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, account, lane)
) STRICT;
CREATE INDEX sign_in_failures_by_time ON sign_in_failures (failed_at);
