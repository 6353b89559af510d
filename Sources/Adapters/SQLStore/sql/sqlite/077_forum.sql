-- What threads and posts were before: a row for each state that ended, until the moment of the change that ended it. Triggers copy them; who changed it
-- and when are columns of the row itself. Bodies are not here: what a post said is in post_revisions. A second change in the same millisecond leaves no
-- row, because nobody could have seen what it ended.
ALTER TABLE posts ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;

CREATE TABLE thread_history (
  thread_id BLOB NOT NULL,
  version INTEGER NOT NULL,
  tenant_id BLOB NOT NULL,
  category_id BLOB NOT NULL,
  title TEXT NOT NULL,
  slug TEXT NOT NULL,
  tags TEXT NOT NULL,
  is_locked INTEGER NOT NULL CHECK (is_locked IN (0, 1)),
  is_pinned INTEGER NOT NULL CHECK (is_pinned IN (0, 1)),
  updated_at INTEGER NOT NULL,
  updated_by BLOB,
  deleted_at INTEGER,
  until_at INTEGER NOT NULL,
  PRIMARY KEY (thread_id, version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER thread_history_kept AFTER UPDATE OF version ON threads WHEN OLD.version <> NEW.version
BEGIN
  INSERT INTO thread_history (thread_id, version, tenant_id, category_id, title, slug, tags, is_locked, is_pinned, updated_at, updated_by, deleted_at,
    until_at)
  VALUES (OLD.id, OLD.version, OLD.tenant_id, OLD.category_id, OLD.title, OLD.slug, OLD.tags, OLD.is_locked, OLD.is_pinned, OLD.updated_at,
    OLD.updated_by, OLD.deleted_at, NEW.updated_at)
  ON CONFLICT DO NOTHING;
END;

CREATE TABLE post_history (
  post_id BLOB NOT NULL,
  until_at INTEGER NOT NULL,
  tenant_id BLOB NOT NULL,
  thread_id BLOB NOT NULL,
  position INTEGER NOT NULL,
  updated_by BLOB,
  deleted_at INTEGER,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (post_id, until_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_history_by_thread ON post_history (thread_id, position);

CREATE TRIGGER post_history_kept AFTER UPDATE OF thread_id, position, deleted_at ON posts
WHEN OLD.thread_id <> NEW.thread_id OR OLD.position <> NEW.position OR OLD.deleted_at IS NOT NEW.deleted_at
BEGIN
  INSERT INTO post_history (post_id, until_at, tenant_id, thread_id, position, updated_by, deleted_at, created_at)
  VALUES (OLD.id, NEW.changed_at, OLD.tenant_id, OLD.thread_id, OLD.position, OLD.updated_by, OLD.deleted_at, OLD.created_at)
  ON CONFLICT DO NOTHING;
END;

-- Every state of every post, the one that it has now until the end of time.
CREATE VIEW post_states AS
SELECT id AS post_id, tenant_id, thread_id, position, deleted_at, created_at, CAST(9223372036854775807 AS BIGINT) AS until_at FROM posts
UNION ALL
SELECT post_id, tenant_id, thread_id, position, deleted_at, created_at, until_at FROM post_history;
