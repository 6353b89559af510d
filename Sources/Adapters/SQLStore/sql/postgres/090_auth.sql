-- The authenticator app of an account. The secret is encrypted under a key that is not in this table's row.
CREATE TABLE totp_factors (
  user_id uuid NOT NULL PRIMARY KEY REFERENCES users (id),
  tenant_id uuid NOT NULL,
  sealed_secret text COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  last_step BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  failed_at BIGINT NOT NULL
);

-- Keyed digests; the codes themselves are shown once and kept nowhere.
CREATE TABLE recovery_codes (
  user_id uuid NOT NULL REFERENCES users (id),
  digest text COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (user_id, digest)
);

-- Wrong passwords in a row for a name, whether it has an account or not, by the lane that they came by.
CREATE TABLE sign_in_failures (
  tenant_id uuid NOT NULL,
  account text COLLATE "C" NOT NULL,
  lane text COLLATE "C" NOT NULL,
  failures BIGINT NOT NULL,
  failed_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, account, lane)
);
CREATE INDEX sign_in_failures_by_time ON sign_in_failures (failed_at);
