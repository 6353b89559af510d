-- More kinds, and what a moderator decided.
CREATE TABLE wider_notifications (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  recipient_id BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('reply', 'comment', 'mention', 'watched', 'moderated', 'flag_settled')),
  thread_id BLOB NOT NULL,
  post_id BLOB NOT NULL,
  comment_id BLOB,
  actor_id BLOB,
  created_at INTEGER NOT NULL,
  read_at INTEGER,
  action TEXT,
  note TEXT,
  until_at INTEGER
) STRICT;
INSERT INTO wider_notifications (id, tenant_id, recipient_id, kind, thread_id, post_id, comment_id, actor_id, created_at, read_at)
SELECT id, tenant_id, recipient_id, kind, thread_id, post_id, comment_id, actor_id, created_at, read_at FROM notifications;
DROP TABLE notifications;
ALTER TABLE wider_notifications RENAME TO notifications;
CREATE INDEX notifications_by_recipient ON notifications (recipient_id, id);
CREATE INDEX notifications_unread ON notifications (recipient_id, id) WHERE read_at IS NULL;
