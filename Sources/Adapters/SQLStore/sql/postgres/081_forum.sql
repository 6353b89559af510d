-- What posts said: a row for each text that was edited, and for the one that it became.
CREATE TABLE post_revisions (
  post_id uuid NOT NULL REFERENCES posts (id),
  version BIGINT NOT NULL,
  tenant_id uuid NOT NULL,
  editor_id uuid,
  body text COLLATE "C" NOT NULL,
  body_format text COLLATE "C" NOT NULL CHECK (body_format IN ('markdown', 'html', 'text')),
  body_html text COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (post_id, version)
);
