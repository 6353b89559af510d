CREATE TABLE categories (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  thread_count INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by BLOB
) STRICT;
CREATE UNIQUE INDEX categories_by_slug ON categories (tenant_id, slug);

CREATE TABLE threads (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  category_id BLOB NOT NULL REFERENCES categories (id),
  author_id BLOB,
  title TEXT NOT NULL,
  slug TEXT NOT NULL,
  tags TEXT NOT NULL,
  is_locked INTEGER NOT NULL CHECK (is_locked IN (0, 1)),
  is_pinned INTEGER NOT NULL CHECK (is_pinned IN (0, 1)),
  post_count INTEGER NOT NULL,
  next_position INTEGER NOT NULL,
  last_post_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by BLOB,
  deleted_at INTEGER,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX threads_by_activity ON threads (tenant_id, last_post_at, id);
CREATE INDEX threads_by_creation ON threads (tenant_id, created_at, id);
CREATE INDEX threads_by_category_activity ON threads (category_id, last_post_at, id);
CREATE INDEX threads_by_category_creation ON threads (category_id, created_at, id);
CREATE INDEX threads_pinned_by_activity ON threads (tenant_id, last_post_at, id) WHERE is_pinned = 1;
CREATE INDEX threads_pinned_by_creation ON threads (tenant_id, created_at, id) WHERE is_pinned = 1;

CREATE TABLE thread_tags (
  tenant_id BLOB NOT NULL,
  tag TEXT NOT NULL,
  thread_id BLOB NOT NULL REFERENCES threads (id),
  PRIMARY KEY (tenant_id, tag, thread_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_tags_by_thread ON thread_tags (thread_id);

CREATE TABLE posts (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  thread_id BLOB NOT NULL REFERENCES threads (id),
  reply_to_id BLOB,
  author_id BLOB,
  body TEXT NOT NULL,
  body_format TEXT NOT NULL CHECK (body_format IN ('markdown', 'html', 'text')),
  body_html TEXT NOT NULL,
  position INTEGER NOT NULL,
  reactions TEXT NOT NULL,
  comment_count INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  edited_at INTEGER,
  updated_by BLOB,
  deleted_at INTEGER,
  version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX posts_by_position ON posts (thread_id, position);

CREATE TABLE comments (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  thread_id BLOB NOT NULL REFERENCES threads (id),
  post_id BLOB NOT NULL REFERENCES posts (id),
  parent_id BLOB,
  depth INTEGER NOT NULL,
  author_id BLOB,
  body TEXT NOT NULL,
  body_html TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  edited_at INTEGER,
  updated_by BLOB,
  deleted_at INTEGER,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX comments_by_post ON comments (post_id, created_at, id);
CREATE INDEX comments_by_parent ON comments (parent_id);

CREATE TABLE reactions (
  id BLOB NOT NULL PRIMARY KEY,
  post_id BLOB NOT NULL REFERENCES posts (id),
  user_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX reactions_once ON reactions (post_id, user_id, kind);
CREATE INDEX reactions_by_post ON reactions (post_id, id);

CREATE TABLE import_records (
  tenant_id BLOB NOT NULL,
  source TEXT NOT NULL,
  kind TEXT NOT NULL,
  external_id TEXT NOT NULL,
  entity_id BLOB NOT NULL,
  PRIMARY KEY (tenant_id, source, kind, external_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX comments_by_thread ON comments (thread_id);
CREATE INDEX posts_by_time ON posts (thread_id, created_at);
