-- Where each consumer that writes to this store stands in the event stream.
CREATE TABLE consumer_positions (
  name text COLLATE "C" NOT NULL PRIMARY KEY,
  epoch text COLLATE "C" NOT NULL,
  sequence BIGINT NOT NULL
);

CREATE TABLE notifications (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  recipient_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('reply', 'comment')),
  thread_id uuid NOT NULL,
  post_id uuid NOT NULL,
  comment_id uuid,
  actor_id uuid,
  created_at BIGINT NOT NULL,
  read_at BIGINT
);
CREATE INDEX notifications_by_recipient ON notifications (recipient_id, id);
CREATE INDEX notifications_unread ON notifications (recipient_id, id) WHERE read_at IS NULL;
