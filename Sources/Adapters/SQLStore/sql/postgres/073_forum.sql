-- How far somebody has read a thread: up to the post at this position. One row for each thread that was opened, not for each post.
CREATE TABLE reading_marks (
  user_id uuid NOT NULL,
  thread_id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  position BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, thread_id)
);

-- Everything that was written before this moment counts as read; without a row, what was written before the account was made.
CREATE TABLE reading_starts (
  user_id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  read_before_at BIGINT NOT NULL
);

-- How much somebody wants to hear of a thread. A row goes before that of its category.
CREATE TABLE thread_watches (
  user_id uuid NOT NULL,
  thread_id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  level text COLLATE "C" NOT NULL CHECK (level IN ('watching', 'tracking', 'normal', 'muted')),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, thread_id)
);
CREATE INDEX thread_watches_watching ON thread_watches (thread_id, user_id) WHERE level = 'watching';

CREATE TABLE category_watches (
  user_id uuid NOT NULL,
  category_id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  level text COLLATE "C" NOT NULL CHECK (level IN ('watching', 'tracking', 'normal', 'muted')),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, category_id)
);
CREATE INDEX category_watches_watching ON category_watches (category_id, user_id) WHERE level = 'watching';

CREATE TABLE bookmarks (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  post_id uuid NOT NULL REFERENCES posts (id),
  note text COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX bookmarks_once ON bookmarks (user_id, post_id);
CREATE INDEX bookmarks_by_user ON bookmarks (user_id, id);

-- Whom somebody does not want to read.
CREATE TABLE ignored_users (
  user_id uuid NOT NULL,
  ignored_id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, ignored_id)
);

-- How many posts of a thread somebody has not read: visible ones of others whom they do not ignore. Looks at the newest hundred and stops there, so
-- that a long thread costs no more than a short one.
CREATE VIEW unread_view AS
SELECT u.id AS user_id, t.id AS thread_id,
  CAST(CASE WHEN t.last_post_at <= COALESCE(s.read_before_at, u.created_at) OR t.next_position <= COALESCE(r.position, 0) + 1 THEN 0 ELSE (
    SELECT COUNT(*) FROM (
      SELECT p.author_id, p.created_at FROM posts p
      WHERE p.thread_id = t.id AND p.position > COALESCE(r.position, 0) AND p.deleted_at IS NULL
      ORDER BY p.position DESC LIMIT 100
    ) n
    WHERE n.created_at > COALESCE(s.read_before_at, u.created_at)
      AND (n.author_id IS NULL OR (n.author_id <> u.id
        AND NOT EXISTS (SELECT 1 FROM ignored_users i WHERE i.user_id = u.id AND i.ignored_id = n.author_id)))
  ) END AS BIGINT) AS unread
FROM users u JOIN threads t ON t.tenant_id = u.tenant_id
LEFT JOIN reading_starts s ON s.user_id = u.id
LEFT JOIN reading_marks r ON r.user_id = u.id AND r.thread_id = t.id;
