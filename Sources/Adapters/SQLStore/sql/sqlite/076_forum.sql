-- What happens to a thread at a time: a row for each change that is to come, which goes with the change. A thread that waits for its publication is out
-- of sight by its deleted_at, as everything is that cannot be seen.
CREATE TABLE thread_schedules (
  thread_id BLOB NOT NULL REFERENCES threads (id),
  change TEXT NOT NULL CHECK (change IN ('publish', 'lock', 'unlock', 'pin', 'unpin')),
  tenant_id BLOB NOT NULL,
  due_at INTEGER NOT NULL,
  created_by BLOB,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (thread_id, change)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_schedules_due ON thread_schedules (due_at);
CREATE INDEX thread_schedules_of_tenant ON thread_schedules (tenant_id, change, due_at, thread_id);
