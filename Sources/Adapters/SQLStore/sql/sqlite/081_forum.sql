-- What posts said: a row for each text that was edited, and for the one that it became.
CREATE TABLE post_revisions (
  post_id BLOB NOT NULL REFERENCES posts (id),
  version INTEGER NOT NULL,
  tenant_id BLOB NOT NULL,
  editor_id BLOB,
  body TEXT NOT NULL,
  body_format TEXT NOT NULL CHECK (body_format IN ('markdown', 'html', 'text')),
  body_html TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (post_id, version)
) STRICT, WITHOUT ROWID;
