extension PersonalTable {
  static let ofTexts: [PersonalTable] = [
    PersonalTable("categories", .stays(why: "who changed a category last is an id that leads to nobody")),
    PersonalTable(
      "threads", .content(done: "without an author"),
      export: Export(
        file: "threads", columns: ["id", "category_id", "title", "tags", "created_at", "updated_at", "deleted_at"],
        sql: """
          SELECT id, category_id, title, tags, created_at, updated_at, deleted_at FROM threads
          WHERE author_id = ?1 AND tenant_id = ?2 ORDER BY id LIMIT ?3 OFFSET ?4
          """)),
    PersonalTable("thread_tags", .content(done: "kept with their threads")),
    PersonalTable("thread_history", .content(done: "without who changed it")),
    PersonalTable(
      "posts", .content(done: "without an author"),
      export: Export(
        file: "posts", columns: ["id", "thread_id", "position", "reply_to_id", "body", "body_format", "created_at", "edited_at", "deleted_at"],
        sql: """
          SELECT id, thread_id, position, reply_to_id, body, body_format, created_at, edited_at, deleted_at FROM posts
          WHERE author_id = ?1 AND tenant_id = ?2 ORDER BY id LIMIT ?3 OFFSET ?4
          """)),
    PersonalTable("post_history", .content(done: "without who changed it")),
    PersonalTable(
      "post_revisions", .content(done: "without an editor"),
      export: Export(
        file: "revisions", columns: ["post_id", "version", "body", "body_format", "created_at"],
        sql: """
          SELECT r.post_id, r.version, r.body, r.body_format, r.created_at FROM post_revisions r JOIN posts p ON p.id = r.post_id
          WHERE p.author_id = ?1 AND r.tenant_id = ?2 ORDER BY r.post_id, r.version LIMIT ?3 OFFSET ?4
          """)),
    PersonalTable(
      "comments", .content(done: "without an author"),
      export: Export(
        file: "comments", columns: ["id", "thread_id", "post_id", "parent_id", "body", "created_at", "edited_at", "deleted_at"],
        sql: """
          SELECT id, thread_id, post_id, parent_id, body, created_at, edited_at, deleted_at FROM comments
          WHERE author_id = ?1 AND tenant_id = ?2 ORDER BY id LIMIT ?3 OFFSET ?4
          """)),
    PersonalTable(
      "reactions", .content(done: "counted as those of nobody"),
      export: Export(
        file: "reactions", columns: ["post_id", "kind", "created_at"],
        sql: """
          SELECT r.post_id, r.kind, r.created_at FROM reactions r JOIN posts p ON p.id = r.post_id
          WHERE r.user_id = ?1 AND p.tenant_id = ?2 ORDER BY r.id LIMIT ?3 OFFSET ?4
          """)),
    PersonalTable("thread_operations", .stays(why: "who moved a thread is an id that leads to nobody")),
    PersonalTable("thread_schedules", .stays(why: "who planned a change is an id that leads to nobody")),
  ]

  static let ofModeration: [PersonalTable] = [
    PersonalTable(
      "moderation_cases",
      .rows(
        done: "without the author whom they were about",
        count: "SELECT COUNT(*) FROM moderation_cases WHERE author_id = ?1 AND tenant_id = ?2",
        [Statement("UPDATE moderation_cases SET author_id = NULL, version = version + 1 WHERE author_id = ?1 AND tenant_id = ?2")])),
    PersonalTable(
      "flags",
      .rows(
        done: "without the reporter and what they wrote beside it", count: "SELECT COUNT(*) FROM flags WHERE reporter_id = ?1 AND tenant_id = ?2",
        [Statement("UPDATE flags SET reporter_id = id, note = NULL WHERE reporter_id = ?1 AND tenant_id = ?2")]),
      export: Export(
        file: "reports", columns: ["reason", "note", "created_at", "verdict"],
        sql: """
          SELECT reason, note, created_at, verdict FROM flags WHERE reporter_id = ?1 AND tenant_id = ?2 ORDER BY id LIMIT ?3 OFFSET ?4
          """)),
    PersonalTable(
      "case_entries",
      .rows(
        done: "without whom they were about and the notes on them",
        count: "SELECT COUNT(*) FROM case_entries WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("UPDATE case_entries SET user_id = NULL, note = NULL WHERE user_id = ?1 AND tenant_id = ?2")])),
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
        file: "standing", columns: ["approved_count", "agreed_count", "disagreed_count"],
        sql: """
          SELECT approved_count, agreed_count, disagreed_count FROM member_records
          WHERE user_id = ?1 AND tenant_id = ?2 ORDER BY user_id LIMIT ?3 OFFSET ?4
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
            """),
          .chunked(
            """
            UPDATE notifications SET actor_id = NULL WHERE id IN (
              SELECT n.id FROM notifications n WHERE n.actor_id = ?1 AND n.tenant_id = ?2 ORDER BY n.id LIMIT ?3)
            """),
        ]),
      export: Export(
        file: "notifications", columns: ["kind", "thread_id", "post_id", "comment_id", "created_at", "read_at", "action", "note", "until_at"],
        sql: """
          SELECT kind, thread_id, post_id, comment_id, created_at, read_at, action, note, until_at FROM notifications
          WHERE recipient_id = ?1 AND tenant_id = ?2 ORDER BY id LIMIT ?3 OFFSET ?4
          """)),
    PersonalTable(
      "notification_preferences",
      .rows(
        done: "deleted: what the person wanted to hear of",
        count: "SELECT COUNT(*) FROM notification_preferences WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM notification_preferences WHERE user_id = ?1 AND tenant_id = ?2")]),
      export: Export(
        file: "notification-preferences", columns: ["reply", "comment", "mention", "watched", "digest", "updated_at"],
        sql: """
          SELECT reply, comment, mention, watched, digest, updated_at FROM notification_preferences
          WHERE user_id = ?1 AND tenant_id = ?2 ORDER BY user_id LIMIT ?3 OFFSET ?4
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
        file: "read-threads", columns: ["thread_id", "position", "updated_at"],
        sql: """
          SELECT thread_id, position, updated_at FROM reading_marks
          WHERE user_id = ?1 AND tenant_id = ?2 ORDER BY thread_id LIMIT ?3 OFFSET ?4
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
        file: "watched-threads", columns: ["thread_id", "level", "created_at"],
        sql: "SELECT thread_id, level, created_at FROM thread_watches WHERE user_id = ?1 AND tenant_id = ?2 ORDER BY thread_id LIMIT ?3 OFFSET ?4")),
    PersonalTable(
      "category_watches",
      .rows(
        done: "deleted: which categories the person watched", count: "SELECT COUNT(*) FROM category_watches WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM category_watches WHERE user_id = ?1 AND tenant_id = ?2")]),
      export: Export(
        file: "watched-categories", columns: ["category_id", "level", "created_at"],
        sql: """
          SELECT category_id, level, created_at FROM category_watches
          WHERE user_id = ?1 AND tenant_id = ?2 ORDER BY category_id LIMIT ?3 OFFSET ?4
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
        file: "bookmarks", columns: ["post_id", "note", "created_at"],
        sql: "SELECT post_id, note, created_at FROM bookmarks WHERE user_id = ?1 AND tenant_id = ?2 ORDER BY id LIMIT ?3 OFFSET ?4")),
    PersonalTable(
      "ignored_users",
      .rows(
        done: "deleted: whom the person ignored, and who ignored them",
        count: "SELECT COUNT(*) FROM ignored_users WHERE (user_id = ?1 OR ignored_id = ?1) AND tenant_id = ?2",
        [Statement("DELETE FROM ignored_users WHERE (user_id = ?1 OR ignored_id = ?1) AND tenant_id = ?2")]),
      export: Export(
        file: "ignored", columns: ["ignored_id", "created_at"],
        sql: "SELECT ignored_id, created_at FROM ignored_users WHERE user_id = ?1 AND tenant_id = ?2 ORDER BY ignored_id LIMIT ?3 OFFSET ?4")),
    PersonalTable(
      "drafts",
      .rows(
        done: "deleted: what the person had begun to write", count: "SELECT COUNT(*) FROM drafts WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM drafts WHERE user_id = ?1 AND tenant_id = ?2")]),
      export: Export(
        file: "drafts", columns: ["kind", "place_id", "title", "tags", "body", "body_format", "created_at", "updated_at"],
        sql: """
          SELECT kind, place_id, title, tags, body, body_format, created_at, updated_at FROM drafts
          WHERE user_id = ?1 AND tenant_id = ?2 ORDER BY kind, place_id LIMIT ?3 OFFSET ?4
          """)),
  ]
}
