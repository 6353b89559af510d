-- Where each consumer that writes to this store stands in the event stream.
CREATE TABLE consumer_positions (
  name TEXT NOT NULL PRIMARY KEY,
  epoch TEXT NOT NULL,
  sequence INTEGER NOT NULL
) STRICT;

CREATE TABLE notifications (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  recipient_id BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('reply', 'comment')),
  thread_id BLOB NOT NULL,
  post_id BLOB NOT NULL,
  comment_id BLOB,
  actor_id BLOB,
  created_at INTEGER NOT NULL,
  read_at INTEGER
) STRICT;
CREATE INDEX notifications_by_recipient ON notifications (recipient_id, id);
CREATE INDEX notifications_unread ON notifications (recipient_id, id) WHERE read_at IS NULL;
