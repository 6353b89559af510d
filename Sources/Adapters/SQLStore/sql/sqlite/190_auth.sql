-- Ways into accounts by the word of providers: who they say somebody is, by ids of their own.
CREATE TABLE identities (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  user_id BLOB NOT NULL REFERENCES users (id),
  provider TEXT NOT NULL,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX identities_by_subject ON identities (tenant_id, issuer, subject);
CREATE INDEX identities_by_user ON identities (user_id, id);

-- Sign-ins that are on their way over a provider, by a digest of the ticket that who began has. proven: what the provider said, as JSON.
CREATE TABLE provider_sign_ins (
  tenant_id BLOB NOT NULL,
  digest TEXT NOT NULL,
  provider TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  user_id BLOB,
  expires_at INTEGER NOT NULL,
  is_spent INTEGER NOT NULL CHECK (is_spent IN (0, 1)),
  proven TEXT,
  PRIMARY KEY (tenant_id, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX provider_sign_ins_by_end ON provider_sign_ins (tenant_id, expires_at);
