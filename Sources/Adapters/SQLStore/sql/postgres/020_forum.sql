CREATE TABLE categories (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  slug text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  description text COLLATE "C" NOT NULL,
  thread_count BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by uuid
);
CREATE UNIQUE INDEX categories_by_slug ON categories (tenant_id, slug);

CREATE TABLE threads (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  category_id uuid NOT NULL REFERENCES categories (id),
  author_id uuid,
  title text COLLATE "C" NOT NULL,
  slug text COLLATE "C" NOT NULL,
  tags text COLLATE "C" NOT NULL,
  is_locked BIGINT NOT NULL CHECK (is_locked IN (0, 1)),
  is_pinned BIGINT NOT NULL CHECK (is_pinned IN (0, 1)),
  post_count BIGINT NOT NULL,
  next_position BIGINT NOT NULL,
  last_post_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by uuid,
  deleted_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX threads_by_activity ON threads (tenant_id, last_post_at, id);
CREATE INDEX threads_by_creation ON threads (tenant_id, created_at, id);
CREATE INDEX threads_by_category_activity ON threads (category_id, last_post_at, id);
CREATE INDEX threads_by_category_creation ON threads (category_id, created_at, id);
CREATE INDEX threads_pinned_by_activity ON threads (tenant_id, last_post_at, id) WHERE is_pinned = 1;
CREATE INDEX threads_pinned_by_creation ON threads (tenant_id, created_at, id) WHERE is_pinned = 1;

CREATE TABLE thread_tags (
  tenant_id uuid NOT NULL,
  tag text COLLATE "C" NOT NULL,
  thread_id uuid NOT NULL REFERENCES threads (id),
  PRIMARY KEY (tenant_id, tag, thread_id)
);
CREATE INDEX thread_tags_by_thread ON thread_tags (thread_id);

CREATE TABLE posts (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  thread_id uuid NOT NULL REFERENCES threads (id),
  reply_to_id uuid,
  author_id uuid,
  body text COLLATE "C" NOT NULL,
  body_format text COLLATE "C" NOT NULL CHECK (body_format IN ('markdown', 'html', 'text')),
  body_html text COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  reactions text COLLATE "C" NOT NULL,
  comment_count BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  edited_at BIGINT,
  updated_by uuid,
  deleted_at BIGINT,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX posts_by_position ON posts (thread_id, position);

CREATE TABLE comments (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  thread_id uuid NOT NULL REFERENCES threads (id),
  post_id uuid NOT NULL REFERENCES posts (id),
  parent_id uuid,
  depth BIGINT NOT NULL,
  author_id uuid,
  body text COLLATE "C" NOT NULL,
  body_html text COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  edited_at BIGINT,
  updated_by uuid,
  deleted_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX comments_by_post ON comments (post_id, created_at, id);
CREATE INDEX comments_by_parent ON comments (parent_id);

CREATE TABLE reactions (
  id uuid NOT NULL PRIMARY KEY,
  post_id uuid NOT NULL REFERENCES posts (id),
  user_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX reactions_once ON reactions (post_id, user_id, kind);
CREATE INDEX reactions_by_post ON reactions (post_id, id);

CREATE TABLE import_records (
  tenant_id uuid NOT NULL,
  source text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  external_id text COLLATE "C" NOT NULL,
  entity_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, source, kind, external_id)
);
CREATE INDEX comments_by_thread ON comments (thread_id);
CREATE INDEX posts_by_time ON posts (thread_id, created_at);
