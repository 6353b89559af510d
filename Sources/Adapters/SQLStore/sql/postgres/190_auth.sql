-- Ways into accounts by the word of providers: who they say somebody is, by ids of their own.
CREATE TABLE identities (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id),
  provider text COLLATE "C" NOT NULL,
  issuer text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX identities_by_subject ON identities (tenant_id, issuer, subject);
CREATE INDEX identities_by_user ON identities (user_id, id);

-- Sign-ins that are on their way over a provider, by a digest of the ticket that who began has. proven: what the provider said, as JSON.
CREATE TABLE provider_sign_ins (
  tenant_id uuid NOT NULL,
  digest text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  redirect_uri text COLLATE "C" NOT NULL,
  user_id uuid,
  expires_at BIGINT NOT NULL,
  is_spent BIGINT NOT NULL CHECK (is_spent IN (0, 1)),
  proven text COLLATE "C",
  PRIMARY KEY (tenant_id, digest)
);
CREATE INDEX provider_sign_ins_by_end ON provider_sign_ins (tenant_id, expires_at);

CALL lock_by_tenant('identities');
CALL lock_by_tenant('provider_sign_ins');
