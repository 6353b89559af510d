-- Public keys of authenticators (WebAuthn) that sign in to an account. The private ones never leave the authenticators.
CREATE TABLE passkeys (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  user_id BLOB NOT NULL REFERENCES users (id),
  credential_id TEXT NOT NULL,
  relying_party TEXT NOT NULL,
  public_key TEXT NOT NULL,
  model TEXT NOT NULL,
  transports TEXT NOT NULL,
  name TEXT NOT NULL,
  is_backup_eligible INTEGER NOT NULL CHECK (is_backup_eligible IN (0, 1)),
  is_backed_up INTEGER NOT NULL CHECK (is_backed_up IN (0, 1)),
  sign_count INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  suspected_at INTEGER,
  version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX passkeys_by_credential ON passkeys (tenant_id, credential_id);
CREATE INDEX passkeys_by_user ON passkeys (user_id, id);

-- Challenges that were signed, until they would have expired: each is good once.
CREATE TABLE spent_challenges (
  tenant_id BLOB NOT NULL,
  challenge TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, challenge)
) STRICT;
CREATE INDEX spent_challenges_by_end ON spent_challenges (expires_at);
