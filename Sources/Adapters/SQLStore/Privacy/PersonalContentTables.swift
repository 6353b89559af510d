extension PersonalTable {
  static let ofTexts: [PersonalTable] = [
    PersonalTable("categories", .stays(why: "who changed a category last is an id that leads to nobody")),
    PersonalTable(
      "threads", .content(done: "without an author"),
      export: Export(
        file: "threads", columns: ["id", "category_id", "title", "tags", "created_at", "updated_at", "deleted_at"], key: ["id"],
        sql: """
          SELECT id, category_id, title, tags, created_at, updated_at, deleted_at, id FROM threads
          WHERE author_id = ?1 AND tenant_id = ?2 AND id > ?4 ORDER BY id LIMIT ?3
          """)),
    PersonalTable("thread_tags", .content(done: "kept with their threads")),
    PersonalTable("thread_history", .content(done: "without who changed it")),
    PersonalTable(
      "posts", .content(done: "without an author"),
      export: Export(
        file: "posts", columns: ["id", "thread_id", "position", "reply_to_id", "body", "body_format", "created_at", "edited_at", "deleted_at"],
        key: ["id"],
        sql: """
          SELECT id, thread_id, position, reply_to_id, body, body_format, created_at, edited_at, deleted_at, id FROM posts
          WHERE author_id = ?1 AND tenant_id = ?2 AND id > ?4 AND id <= ?5 ORDER BY id LIMIT ?3
          """,
        range: "SELECT id FROM posts WHERE id > ?1 ORDER BY id LIMIT 1 OFFSET ?2")),
    PersonalTable("post_history", .content(done: "without who changed it")),
    PersonalTable(
      "post_revisions", .content(done: "without an editor"),
      export: Export(
        file: "revisions", columns: ["post_id", "version", "body", "body_format", "created_at"], key: ["post_id", "version"],
        sql: """
          SELECT r.post_id, r.version, r.body, r.body_format, r.created_at, r.post_id, r.version FROM posts p JOIN post_revisions r ON r.post_id = p.id
          WHERE p.author_id = ?1 AND p.tenant_id = ?2 AND p.id >= ?4 AND p.id <= ?6 AND (r.post_id > ?4 OR r.version > ?5) ORDER BY r.post_id, r.version LIMIT ?3
          """,
        range: "SELECT id FROM posts WHERE id > ?1 ORDER BY id LIMIT 1 OFFSET ?2")),
    PersonalTable(
      "comments", .content(done: "without an author"),
      export: Export(
        file: "comments", columns: ["id", "thread_id", "post_id", "parent_id", "body", "created_at", "edited_at", "deleted_at"], key: ["id"],
        sql: """
          SELECT id, thread_id, post_id, parent_id, body, created_at, edited_at, deleted_at, id FROM comments
          WHERE author_id = ?1 AND tenant_id = ?2 AND id > ?4 AND id <= ?5 ORDER BY id LIMIT ?3
          """,
        range: "SELECT id FROM comments WHERE id > ?1 ORDER BY id LIMIT 1 OFFSET ?2")),
    PersonalTable(
      "reactions", .content(done: "counted as those of nobody"),
      export: Export(
        file: "reactions", columns: ["post_id", "kind", "created_at"], key: ["id"],
        sql: """
          SELECT r.post_id, r.kind, r.created_at, r.id FROM reactions r JOIN posts p ON p.id = r.post_id
          WHERE r.user_id = ?1 AND p.tenant_id = ?2 AND r.id > ?4 AND r.id <= ?5 ORDER BY r.id LIMIT ?3
          """,
        range: "SELECT id FROM reactions WHERE id > ?1 ORDER BY id LIMIT 1 OFFSET ?2")),
    PersonalTable("blobs", .nothing),
    PersonalTable(
      "attachments", .step(done: "deleted with their bytes; without an author where posts stay that show them"),
      export: Export(
        file: "attachments", columns: ["id", "filename", "description", "created_at"], key: ["id"],
        sql: """
          SELECT id, filename, description, created_at, id FROM attachments
          WHERE author_id = ?1 AND tenant_id = ?2 AND id > ?4 ORDER BY id LIMIT ?3
          """)),
    PersonalTable("post_attachments", .nothing),
    PersonalTable("thread_operations", .stays(why: "who moved a thread is an id that leads to nobody")),
    PersonalTable(
      "thread_schedules", .stays(why: "who planned a change is an id that leads to nobody"),
      export: Export(
        file: "planned", columns: ["thread_id", "change", "due_at", "created_at"], key: ["thread_id", "change"],
        sql: """
          SELECT s.thread_id, s.change, s.due_at, s.created_at, s.thread_id, s.change FROM thread_schedules s JOIN threads t ON t.id = s.thread_id
          WHERE (t.author_id = ?1 OR s.created_by = ?1) AND s.tenant_id = ?2 AND (s.thread_id, s.change) > (?4, ?5)
          ORDER BY s.thread_id, s.change LIMIT ?3
          """)),
  ]

  static let ofModeration: [PersonalTable] = [
    PersonalTable(
      "moderation_cases",
      .rows(
        done: "without the author whom they were about",
        count: "SELECT COUNT(*) FROM moderation_cases WHERE author_id = ?1 AND tenant_id = ?2",
        [
          .chunked(
            """
            UPDATE moderation_cases SET author_id = NULL, version = version + 1 WHERE id IN (
              SELECT c.id FROM moderation_cases c WHERE c.author_id = ?1 AND c.tenant_id = ?2 LIMIT ?3)
            """)
        ])),
    PersonalTable(
      "flags",
      .rows(
        done: "without the reporter and what they wrote beside it", count: "SELECT COUNT(*) FROM flags WHERE reporter_id = ?1 AND tenant_id = ?2",
        [
          .chunked(
            """
            UPDATE flags SET reporter_id = id, note = NULL WHERE id IN (
              SELECT f.id FROM flags f WHERE f.reporter_id = ?1 AND f.tenant_id = ?2 LIMIT ?3)
            """)
        ]),
      export: Export(
        file: "reports", columns: ["reason", "note", "created_at", "verdict"], key: ["id"],
        sql: """
          SELECT reason, note, created_at, verdict, id FROM flags
          WHERE reporter_id = ?1 AND tenant_id = ?2 AND id > ?4 ORDER BY id LIMIT ?3
          """)),
    PersonalTable(
      "case_entries",
      .rows(
        done: "without whom they were about and the notes on them",
        count: "SELECT COUNT(*) FROM case_entries WHERE user_id = ?1 AND tenant_id = ?2",
        [
          .chunked(
            """
            UPDATE case_entries SET user_id = NULL, note = NULL WHERE id IN (
              SELECT e.id FROM case_entries e WHERE e.user_id = ?1 AND e.tenant_id = ?2 LIMIT ?3)
            """)
        ])),
    PersonalTable("watched_words", .stays(why: "who added a word is an id that leads to nobody")),
    PersonalTable(
      "category_moderators",
      .rows(
        done: "deleted: which categories the person moderated",
        count: "SELECT COUNT(*) FROM category_moderators WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM category_moderators WHERE user_id = ?1 AND tenant_id = ?2")])),
    PersonalTable(
      "member_records",
      .rows(
        done: "deleted: how far reports and posts were trusted", count: "SELECT COUNT(*) FROM member_records WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM member_records WHERE user_id = ?1 AND tenant_id = ?2")]),
      export: Export(
        file: "standing", columns: ["approved_count", "agreed_count", "disagreed_count"], key: ["user_id"],
        sql: """
          SELECT approved_count, agreed_count, disagreed_count, user_id FROM member_records
          WHERE user_id = ?1 AND tenant_id = ?2 AND user_id > ?4 ORDER BY user_id LIMIT ?3
          """)),
  ]

  static let ofReaders: [PersonalTable] = [
    PersonalTable(
      "notifications",
      .rows(
        done: "deleted: the person's own; without them as the one who acted",
        count: "SELECT COUNT(*) FROM notifications WHERE recipient_id = ?1 AND tenant_id = ?2",
        [
          .chunked(
            """
            DELETE FROM notifications WHERE id IN (
              SELECT n.id FROM notifications n WHERE n.recipient_id = ?1 AND n.tenant_id = ?2 ORDER BY n.id LIMIT ?3)
            """)
        ]),
      export: Export(
        file: "notifications", columns: ["kind", "thread_id", "post_id", "comment_id", "created_at", "read_at", "action", "note", "until_at"],
        key: ["id"],
        sql: """
          SELECT kind, thread_id, post_id, comment_id, created_at, read_at, action, note, until_at, id FROM notifications
          WHERE recipient_id = ?1 AND tenant_id = ?2 AND id > ?4 ORDER BY id LIMIT ?3
          """)),
    PersonalTable(
      "notification_preferences",
      .rows(
        done: "deleted: what the person wanted to hear of",
        count: "SELECT COUNT(*) FROM notification_preferences WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM notification_preferences WHERE user_id = ?1 AND tenant_id = ?2")]),
      export: Export(
        file: "notification-preferences", columns: ["reply", "comment", "mention", "watched", "digest", "updated_at"], key: ["user_id"],
        sql: """
          SELECT reply, comment, mention, watched, digest, updated_at, user_id FROM notification_preferences
          WHERE user_id = ?1 AND tenant_id = ?2 AND user_id > ?4 ORDER BY user_id LIMIT ?3
          """)),
    PersonalTable(
      "reading_marks",
      .rows(
        done: "deleted: what the person read", count: "SELECT COUNT(*) FROM reading_marks WHERE user_id = ?1 AND tenant_id = ?2",
        [
          .chunked(
            """
            DELETE FROM reading_marks WHERE user_id = ?1 AND thread_id IN (
              SELECT m.thread_id FROM reading_marks m WHERE m.user_id = ?1 AND m.tenant_id = ?2 ORDER BY m.thread_id LIMIT ?3)
            """)
        ]),
      export: Export(
        file: "read-threads", columns: ["thread_id", "position", "updated_at"], key: ["thread_id"],
        sql: """
          SELECT thread_id, position, updated_at, thread_id FROM reading_marks
          WHERE user_id = ?1 AND tenant_id = ?2 AND thread_id > ?4 ORDER BY thread_id LIMIT ?3
          """)),
    PersonalTable(
      "reading_starts",
      .rows(
        done: "deleted: since when the person reads", count: "SELECT COUNT(*) FROM reading_starts WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM reading_starts WHERE user_id = ?1 AND tenant_id = ?2")])),
    PersonalTable(
      "thread_watches",
      .rows(
        done: "deleted: which threads the person watched", count: "SELECT COUNT(*) FROM thread_watches WHERE user_id = ?1 AND tenant_id = ?2",
        [
          .chunked(
            """
            DELETE FROM thread_watches WHERE user_id = ?1 AND thread_id IN (
              SELECT w.thread_id FROM thread_watches w WHERE w.user_id = ?1 AND w.tenant_id = ?2 ORDER BY w.thread_id LIMIT ?3)
            """)
        ]),
      export: Export(
        file: "watched-threads", columns: ["thread_id", "level", "created_at"], key: ["thread_id"],
        sql: """
          SELECT thread_id, level, created_at, thread_id FROM thread_watches
          WHERE user_id = ?1 AND tenant_id = ?2 AND thread_id > ?4 ORDER BY thread_id LIMIT ?3
          """)),
    PersonalTable(
      "category_watches",
      .rows(
        done: "deleted: which categories the person watched", count: "SELECT COUNT(*) FROM category_watches WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM category_watches WHERE user_id = ?1 AND tenant_id = ?2")]),
      export: Export(
        file: "watched-categories", columns: ["category_id", "level", "created_at"], key: ["category_id"],
        sql: """
          SELECT category_id, level, created_at, category_id FROM category_watches
          WHERE user_id = ?1 AND tenant_id = ?2 AND category_id > ?4 ORDER BY category_id LIMIT ?3
          """)),
    PersonalTable(
      "bookmarks",
      .rows(
        done: "deleted: bookmarks with their notes", count: "SELECT COUNT(*) FROM bookmarks WHERE user_id = ?1 AND tenant_id = ?2",
        [
          .chunked(
            """
            DELETE FROM bookmarks WHERE id IN (
              SELECT b.id FROM bookmarks b WHERE b.user_id = ?1 AND b.tenant_id = ?2 ORDER BY b.id LIMIT ?3)
            """)
        ]),
      export: Export(
        file: "bookmarks", columns: ["post_id", "note", "created_at"], key: ["id"],
        sql: """
          SELECT post_id, note, created_at, id FROM bookmarks
          WHERE user_id = ?1 AND tenant_id = ?2 AND id > ?4 ORDER BY id LIMIT ?3
          """)),
    PersonalTable(
      "ignored_users",
      .rows(
        done: "deleted: whom the person ignored, and who ignored them",
        count: """
          SELECT (SELECT COUNT(*) FROM ignored_users i WHERE i.user_id = ?1 AND i.tenant_id = ?2)
            + (SELECT COUNT(*) FROM ignored_users j WHERE j.ignored_id = ?1 AND j.tenant_id = ?2)
          """,
        [
          Statement("DELETE FROM ignored_users WHERE user_id = ?1 AND tenant_id = ?2"),
          Statement("DELETE FROM ignored_users WHERE ignored_id = ?1 AND tenant_id = ?2"),
        ]),
      export: Export(
        file: "ignored", columns: ["ignored_id", "created_at"], key: ["ignored_id"],
        sql: """
          SELECT ignored_id, created_at, ignored_id FROM ignored_users
          WHERE user_id = ?1 AND tenant_id = ?2 AND ignored_id > ?4 ORDER BY ignored_id LIMIT ?3
          """)),
    PersonalTable(
      "drafts",
      .rows(
        done: "deleted: what the person had begun to write", count: "SELECT COUNT(*) FROM drafts WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM drafts WHERE user_id = ?1 AND tenant_id = ?2")]),
      export: Export(
        file: "drafts", columns: ["kind", "place_id", "title", "tags", "body", "body_format", "created_at", "updated_at"], key: ["kind", "place_id"],
        sql: """
          SELECT kind, place_id, title, tags, body, body_format, created_at, updated_at, kind, place_id FROM drafts
          WHERE user_id = ?1 AND tenant_id = ?2 AND (kind, place_id) > (?4, ?5) ORDER BY kind, place_id LIMIT ?3
          """)),
  ]
}
