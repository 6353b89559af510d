-- What an account may not do for a while, or for good where there is no end. A row whose end has passed means nothing.
CREATE TABLE restrictions (
  user_id uuid NOT NULL REFERENCES users (id),
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('silence', 'suspension')),
  tenant_id uuid NOT NULL,
  until_at BIGINT,
  created_at BIGINT NOT NULL,
  created_by uuid,
  PRIMARY KEY (user_id, kind)
);
