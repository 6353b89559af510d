ALTER TABLE tenants ADD COLUMN state text COLLATE "C" NOT NULL DEFAULT 'active' CHECK (state IN ('provisioning', 'active', 'suspended', 'deleting'));
-- The most there may be of these; NULL: any number.
ALTER TABLE tenants ADD COLUMN members_max BIGINT;
ALTER TABLE tenants ADD COLUMN threads_max BIGINT;
ALTER TABLE tenants ADD COLUMN posts_max BIGINT;
ALTER TABLE tenants ADD COLUMN bytes_max BIGINT;
ALTER TABLE tenants ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- What tenants with a quota hold: kept up with each change, so that nobody has to count. Others have no row.
CREATE TABLE tenant_usage (
  tenant_id uuid NOT NULL PRIMARY KEY,
  members BIGINT NOT NULL,
  threads BIGINT NOT NULL,
  posts BIGINT NOT NULL,
  bytes BIGINT NOT NULL
);

-- How long each text is that is kept, in bytes of UTF-8: an expression for which the engines have different names.
CREATE VIEW text_sizes AS
  SELECT tenant_id, CAST(octet_length(body) AS BIGINT) AS bytes FROM posts
  UNION ALL SELECT tenant_id, CAST(octet_length(body) AS BIGINT) AS bytes FROM post_revisions
  UNION ALL SELECT tenant_id, CAST(octet_length(body) AS BIGINT) AS bytes FROM comments;

-- Work of several steps: where it stands. data is a JSON object of texts.
CREATE TABLE sagas (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('running', 'done', 'undone', 'stuck')),
  is_undoing BIGINT NOT NULL CHECK (is_undoing IN (0, 1)),
  step BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  problem text COLLATE "C",
  data text COLLATE "C" NOT NULL,
  next_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX sagas_due ON sagas (next_at) WHERE state = 'running';
CREATE INDEX sagas_by_time ON sagas (created_at, id);
