-- Access tokens that people make for their programs. The secret part is kept as a digest under the forum's key.
CREATE TABLE personal_tokens (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id),
  name text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  scopes text COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX personal_tokens_by_user ON personal_tokens (user_id, id);
CREATE INDEX personal_tokens_by_end ON personal_tokens (expires_at);
