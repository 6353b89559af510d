-- What somebody wants to be told of, where they said so. digest_due_at: when the next mail is due; NULL without a digest.
CREATE TABLE notification_preferences (
  user_id uuid NOT NULL PRIMARY KEY REFERENCES users (id),
  tenant_id uuid NOT NULL,
  reply BIGINT NOT NULL CHECK (reply IN (0, 1)),
  comment BIGINT NOT NULL CHECK (comment IN (0, 1)),
  mention BIGINT NOT NULL CHECK (mention IN (0, 1)),
  watched BIGINT NOT NULL CHECK (watched IN (0, 1)),
  digest text COLLATE "C" NOT NULL CHECK (digest IN ('off', 'daily', 'weekly')),
  digest_due_at BIGINT,
  updated_at BIGINT NOT NULL
);
CREATE INDEX notification_digests_due ON notification_preferences (digest_due_at, user_id) WHERE digest_due_at IS NOT NULL;
