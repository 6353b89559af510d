-- Threads that were moved, merged or split, with what it takes to undo that.
CREATE TABLE thread_operations (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  thread_id BLOB NOT NULL REFERENCES threads (id),
  other_thread_id BLOB,
  action TEXT NOT NULL,
  actor_id BLOB,
  created_at INTEGER NOT NULL,
  undone_at INTEGER
) STRICT;
CREATE INDEX thread_operations_by_thread ON thread_operations (thread_id, id);
CREATE INDEX thread_operations_by_other ON thread_operations (other_thread_id, id);
