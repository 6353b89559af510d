-- Public keys of authenticators (WebAuthn) that sign in to an account. The private ones never leave the authenticators.
CREATE TABLE passkeys (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id),
  credential_id text COLLATE "C" NOT NULL,
  relying_party text COLLATE "C" NOT NULL,
  public_key text COLLATE "C" NOT NULL,
  model text COLLATE "C" NOT NULL,
  transports text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  is_backup_eligible BIGINT NOT NULL CHECK (is_backup_eligible IN (0, 1)),
  is_backed_up BIGINT NOT NULL CHECK (is_backed_up IN (0, 1)),
  sign_count BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT,
  suspected_at BIGINT,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX passkeys_by_credential ON passkeys (tenant_id, credential_id);
CREATE INDEX passkeys_by_user ON passkeys (user_id, id);
CALL lock_by_tenant('passkeys');

-- Challenges that were signed, until they would have expired: each is good once.
CREATE TABLE spent_challenges (
  tenant_id uuid NOT NULL,
  challenge text COLLATE "C" NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, challenge)
);
CREATE INDEX spent_challenges_by_end ON spent_challenges (expires_at);
CALL lock_by_tenant('spent_challenges');
