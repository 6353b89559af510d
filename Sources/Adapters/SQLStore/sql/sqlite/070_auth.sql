-- What an account may not do for a while, or for good where there is no end. A row whose end has passed means nothing.
CREATE TABLE restrictions (
  user_id BLOB NOT NULL REFERENCES users (id),
  kind TEXT NOT NULL CHECK (kind IN ('silence', 'suspension')),
  tenant_id BLOB NOT NULL,
  until_at INTEGER,
  created_at INTEGER NOT NULL,
  created_by BLOB,
  PRIMARY KEY (user_id, kind)
) STRICT, WITHOUT ROWID;
