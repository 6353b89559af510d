-- More kinds, and what a moderator decided.
ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check;
ALTER TABLE notifications ADD CONSTRAINT notifications_kind_check
  CHECK (kind IN ('reply', 'comment', 'mention', 'watched', 'moderated', 'flag_settled'));
ALTER TABLE notifications ADD COLUMN action text COLLATE "C";
ALTER TABLE notifications ADD COLUMN note text COLLATE "C";
ALTER TABLE notifications ADD COLUMN until_at BIGINT;
