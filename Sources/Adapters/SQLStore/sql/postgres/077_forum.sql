-- What threads and posts were before: a row for each state that ended, until the moment of the change that ended it. Triggers copy them; who changed it
-- and when are columns of the row itself. Bodies are not here: what a post said is in post_revisions. A second change in the same millisecond leaves no
-- row, because nobody could have seen what it ended.
ALTER TABLE posts ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;

CREATE TABLE thread_history (
  thread_id uuid NOT NULL,
  version BIGINT NOT NULL,
  tenant_id uuid NOT NULL,
  category_id uuid NOT NULL,
  title text COLLATE "C" NOT NULL,
  slug text COLLATE "C" NOT NULL,
  tags text COLLATE "C" NOT NULL,
  is_locked BIGINT NOT NULL CHECK (is_locked IN (0, 1)),
  is_pinned BIGINT NOT NULL CHECK (is_pinned IN (0, 1)),
  updated_at BIGINT NOT NULL,
  updated_by uuid,
  deleted_at BIGINT,
  until_at BIGINT NOT NULL,
  PRIMARY KEY (thread_id, version)
);

CREATE FUNCTION thread_history_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO thread_history (thread_id, version, tenant_id, category_id, title, slug, tags, is_locked, is_pinned, updated_at, updated_by, deleted_at,
    until_at)
  VALUES (OLD.id, OLD.version, OLD.tenant_id, OLD.category_id, OLD.title, OLD.slug, OLD.tags, OLD.is_locked, OLD.is_pinned, OLD.updated_at,
    OLD.updated_by, OLD.deleted_at, NEW.updated_at)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END;
$$;
CREATE TRIGGER thread_history_kept AFTER UPDATE OF version ON threads FOR EACH ROW WHEN (OLD.version <> NEW.version)
EXECUTE FUNCTION thread_history_keep();

CREATE TABLE post_history (
  post_id uuid NOT NULL,
  until_at BIGINT NOT NULL,
  tenant_id uuid NOT NULL,
  thread_id uuid NOT NULL,
  position BIGINT NOT NULL,
  updated_by uuid,
  deleted_at BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (post_id, until_at)
);
CREATE INDEX post_history_by_thread ON post_history (thread_id, position);

CREATE FUNCTION post_history_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO post_history (post_id, until_at, tenant_id, thread_id, position, updated_by, deleted_at, created_at)
  VALUES (OLD.id, NEW.changed_at, OLD.tenant_id, OLD.thread_id, OLD.position, OLD.updated_by, OLD.deleted_at, OLD.created_at)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END;
$$;
CREATE TRIGGER post_history_kept AFTER UPDATE OF thread_id, position, deleted_at ON posts FOR EACH ROW
WHEN (OLD.thread_id <> NEW.thread_id OR OLD.position <> NEW.position OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
EXECUTE FUNCTION post_history_keep();

-- Every state of every post, the one that it has now until the end of time.
CREATE VIEW post_states AS
SELECT id AS post_id, tenant_id, thread_id, position, deleted_at, created_at, CAST(9223372036854775807 AS BIGINT) AS until_at FROM posts
UNION ALL
SELECT post_id, tenant_id, thread_id, position, deleted_at, created_at, until_at FROM post_history;
