-- What somebody has begun to write: one draft for each person and place. place_id is the category of a new thread, the thread of a reply, the post of an
-- edit. The version begins with the moment at which the draft was made, so that no later draft of the place ever has the version of an earlier one.
CREATE TABLE drafts (
  user_id BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('thread', 'reply', 'edit')),
  place_id BLOB NOT NULL,
  tenant_id BLOB NOT NULL,
  title TEXT NOT NULL,
  tags TEXT NOT NULL,
  body TEXT NOT NULL,
  body_format TEXT NOT NULL CHECK (body_format IN ('markdown', 'html', 'text')),
  reply_to_id BLOB,
  post_version INTEGER,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, kind, place_id)
) STRICT;
CREATE INDEX drafts_by_user ON drafts (user_id, updated_at, place_id);
CREATE INDEX drafts_by_age ON drafts (updated_at);
