-- What somebody has begun to write: one draft for each person and place. place_id is the category of a new thread, the thread of a reply, the post of an
-- edit. The version begins with the moment at which the draft was made, so that no later draft of the place ever has the version of an earlier one.
CREATE TABLE drafts (
  user_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('thread', 'reply', 'edit')),
  place_id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  title text COLLATE "C" NOT NULL,
  tags text COLLATE "C" NOT NULL,
  body text COLLATE "C" NOT NULL,
  body_format text COLLATE "C" NOT NULL CHECK (body_format IN ('markdown', 'html', 'text')),
  reply_to_id uuid,
  post_version BIGINT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, kind, place_id)
);
CREATE INDEX drafts_by_user ON drafts (user_id, updated_at, place_id);
CREATE INDEX drafts_by_age ON drafts (updated_at);
