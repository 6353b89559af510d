-- What somebody wants to be told of, where they said so. digest_due_at: when the next mail is due; NULL without a digest.
CREATE TABLE notification_preferences (
  user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
  tenant_id BLOB NOT NULL,
  reply INTEGER NOT NULL CHECK (reply IN (0, 1)),
  comment INTEGER NOT NULL CHECK (comment IN (0, 1)),
  mention INTEGER NOT NULL CHECK (mention IN (0, 1)),
  watched INTEGER NOT NULL CHECK (watched IN (0, 1)),
  digest TEXT NOT NULL CHECK (digest IN ('off', 'daily', 'weekly')),
  digest_due_at INTEGER,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX notification_digests_due ON notification_preferences (digest_due_at, user_id) WHERE digest_due_at IS NOT NULL;
