ALTER TABLE tenants ADD COLUMN state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('provisioning', 'active', 'suspended', 'deleting'));
-- The most there may be of these; NULL: any number.
ALTER TABLE tenants ADD COLUMN members_max INTEGER;
ALTER TABLE tenants ADD COLUMN threads_max INTEGER;
ALTER TABLE tenants ADD COLUMN posts_max INTEGER;
ALTER TABLE tenants ADD COLUMN bytes_max INTEGER;
ALTER TABLE tenants ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- What tenants with a quota hold: kept up with each change, so that nobody has to count. Others have no row.
CREATE TABLE tenant_usage (
  tenant_id BLOB NOT NULL PRIMARY KEY,
  members INTEGER NOT NULL,
  threads INTEGER NOT NULL,
  posts INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How long each text is that is kept, in bytes of UTF-8: an expression for which the engines have different names.
CREATE VIEW text_sizes AS
  SELECT tenant_id, CAST(LENGTH(CAST(body AS BLOB)) AS INTEGER) AS bytes FROM posts
  UNION ALL SELECT tenant_id, CAST(LENGTH(CAST(body AS BLOB)) AS INTEGER) AS bytes FROM post_revisions
  UNION ALL SELECT tenant_id, CAST(LENGTH(CAST(body AS BLOB)) AS INTEGER) AS bytes FROM comments;

-- Work of several steps: where it stands. data is a JSON object of texts.
CREATE TABLE sagas (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'undone', 'stuck')),
  is_undoing INTEGER NOT NULL CHECK (is_undoing IN (0, 1)),
  step INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  problem TEXT,
  data TEXT NOT NULL,
  next_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX sagas_due ON sagas (next_at) WHERE state = 'running';
CREATE INDEX sagas_by_time ON sagas (created_at, id);
