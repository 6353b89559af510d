-- Threads that were moved, merged or split, with what it takes to undo that.
CREATE TABLE thread_operations (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  thread_id uuid NOT NULL REFERENCES threads (id),
  other_thread_id uuid,
  action text COLLATE "C" NOT NULL,
  actor_id uuid,
  created_at BIGINT NOT NULL,
  undone_at BIGINT
);
CREATE INDEX thread_operations_by_thread ON thread_operations (thread_id, id);
CREATE INDEX thread_operations_by_other ON thread_operations (other_thread_id, id);
