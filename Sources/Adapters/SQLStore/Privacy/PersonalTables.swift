extension PersonalTable {
  /// Events, the audit log, and what keeps the forum going.
  static let ofTheHouse: [PersonalTable] = [
    PersonalTable("outbox", .stays(why: "events hold ids alone, and go with stream.retention")),
    PersonalTable("dead_letters", .stays(why: "events hold ids alone")),
    PersonalTable("stream_meta", .nothing),
    PersonalTable("stream_consumers", .nothing),
    PersonalTable("consumer_positions", .nothing),
    PersonalTable("audit_log", .stays(why: "its chain holds ids and salted commitments alone, and must stay whole")),
    PersonalTable("audit_heads", .nothing),
    PersonalTable("audit_details", .step(done: "deleted: logins, networks and devices")),
    PersonalTable("idempotency_keys", .step(done: "deleted: stored answers")),
    PersonalTable("leases", .nothing),
    PersonalTable("spent_challenges", .nothing),
    PersonalTable("node_keys", .nothing),
    PersonalTable("sagas", .stays(why: "they hold ids alone, and forget what they were given when they end")),
    PersonalTable("jobs", .nothing),
    PersonalTable("tenants", .nothing),
    PersonalTable("roles", .nothing),
    PersonalTable("policies", .stays(why: "administrators may have named people in a policy's conditions")),
    PersonalTable("feature_flags", .stays(why: "administrators may have named people in a flag's rules")),
    PersonalTable("tenant_usage", .nothing),
    PersonalTable(
      "webhooks",
      .rows(
        done: "unlinked: who made a webhook, which goes on for the tenant",
        count: "SELECT COUNT(*) FROM webhooks WHERE created_by_id = ?1 AND tenant_id = ?2",
        [Statement("UPDATE webhooks SET created_by_id = NULL WHERE created_by_id = ?1 AND tenant_id = ?2")])),
    PersonalTable("webhook_deliveries", .stays(why: "events hold ids alone, and go with webhooks.log_retention")),
    PersonalTable("webhook_attempts", .stays(why: "what receivers answered goes with its delivery")),
    PersonalTable("metric_hours", .stays(why: "counts by the hour name nobody")),
    PersonalTable("erasures", .stays(why: "the receipt: the account's id, and a keyed digest of the request")),
    PersonalTable("erasure_entries", .stays(why: "the receipt's lines")),
    PersonalTable("erasure_places", .nothing),
    PersonalTable("erased_authors", .stays(why: "digests under the forum's key, so that no import brings the author back")),
    PersonalTable("erased_handles", .stays(why: "a digest under the forum's key, so that nobody takes the name")),
  ]

  static let ofAccounts: [PersonalTable] = [
    PersonalTable(
      "users", .step(done: "deleted: handle, display name, mail address, roles"),
      export: Export(
        file: "account", columns: ["id", "handle", "email", "display_name", "roles", "state", "created_at", "updated_at"], key: ["id"],
        sql: """
          SELECT id, handle, email, display_name, roles, state, created_at, updated_at, id FROM users
          WHERE id = ?1 AND tenant_id = ?2 AND id > ?4 ORDER BY id LIMIT ?3
          """)),
    PersonalTable("credentials", .step(done: "deleted: the digest of the password")),
    PersonalTable("handle_skeletons", .step(done: "deleted: what the handle looks like")),
    PersonalTable("account_gates", .step(done: "deleted: what kept the account from signing in")),
    PersonalTable("account_closures", .step(done: "deleted: that the account is closed")),
    PersonalTable("legal_holds", .step(done: "deleted: there is none")),
    PersonalTable("totp_factors", .step(done: "deleted: the sealed secret of the authenticator app")),
    PersonalTable(
      "passkeys",
      .rows(
        done: "deleted: names and public keys of authenticators",
        count: "SELECT COUNT(*) FROM passkeys WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM passkeys WHERE user_id = ?1 AND tenant_id = ?2")]),
      export: Export(
        file: "passkeys",
        columns: ["id", "name", "relying_party", "model", "is_backup_eligible", "is_backed_up", "created_at", "last_used_at", "suspected_at"],
        key: ["id"],
        sql: """
          SELECT id, name, relying_party, model, is_backup_eligible, is_backed_up, created_at, last_used_at, suspected_at, id FROM passkeys
          WHERE user_id = ?1 AND tenant_id = ?2 AND id > ?4 ORDER BY id LIMIT ?3
          """)),
    PersonalTable("recovery_codes", .step(done: "deleted: digests of recovery codes")),
    PersonalTable("sign_in_failures", .step(done: "deleted: counts of wrong passwords")),
    PersonalTable(
      "sessions",
      .rows(
        done: "deleted: devices and networks", count: "SELECT COUNT(*) FROM sessions WHERE user_id = ?1 AND tenant_id = ?2",
        [
          .chunked(
            """
            DELETE FROM sessions WHERE id IN (SELECT s.id FROM sessions s WHERE s.user_id = ?1 AND s.tenant_id = ?2 ORDER BY s.id LIMIT ?3)
            """)
        ]),
      export: Export(
        file: "sessions", columns: ["id", "device_name", "network", "created_at", "last_seen_at", "ended_at", "end_reason"], key: ["id"],
        sql: """
          SELECT id, device_name, network, created_at, last_seen_at, ended_at, end_reason, id FROM sessions
          WHERE user_id = ?1 AND tenant_id = ?2 AND id > ?4 ORDER BY id LIMIT ?3
          """)),
    PersonalTable(
      "personal_tokens",
      .rows(
        done: "deleted: names and digests", count: "SELECT COUNT(*) FROM personal_tokens WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM personal_tokens WHERE user_id = ?1 AND tenant_id = ?2")]),
      export: Export(
        file: "tokens", columns: ["id", "name", "scopes", "created_at", "expires_at"], key: ["id"],
        sql: """
          SELECT id, name, scopes, created_at, expires_at, id FROM personal_tokens
          WHERE user_id = ?1 AND tenant_id = ?2 AND id > ?4 ORDER BY id LIMIT ?3
          """)),
    PersonalTable(
      "identities",
      .rows(
        done: "deleted: who providers say the person is", count: "SELECT COUNT(*) FROM identities WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM identities WHERE user_id = ?1 AND tenant_id = ?2")]),
      export: Export(
        file: "identities", columns: ["id", "provider", "issuer", "subject", "created_at"], key: ["id"],
        sql: """
          SELECT id, provider, issuer, subject, created_at, id FROM identities
          WHERE user_id = ?1 AND tenant_id = ?2 AND id > ?4 ORDER BY id LIMIT ?3
          """)),
    PersonalTable(
      "provider_sign_ins",
      .rows(
        done: "deleted: sign-ins over providers that were on their way",
        count: "SELECT COUNT(*) FROM provider_sign_ins WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM provider_sign_ins WHERE user_id = ?1 AND tenant_id = ?2")])),
    PersonalTable(
      "restrictions",
      .rows(
        done: "deleted: silences and suspensions", count: "SELECT COUNT(*) FROM restrictions WHERE user_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM restrictions WHERE user_id = ?1 AND tenant_id = ?2")]),
      export: Export(
        file: "restrictions", columns: ["kind", "until_at", "created_at"], key: ["kind"],
        sql: """
          SELECT kind, until_at, created_at, kind FROM restrictions
          WHERE user_id = ?1 AND tenant_id = ?2 AND kind > ?4 ORDER BY kind LIMIT ?3
          """)),
    PersonalTable(
      "mail_links",
      .rows(
        done: "deleted: addresses that links were sent to",
        count: """
          SELECT (SELECT COUNT(*) FROM mail_links m WHERE m.user_id = ?1 AND m.tenant_id = ?2)
            + (SELECT COUNT(*) FROM mail_links n WHERE n.tenant_id = ?2 AND n.email_key = (SELECT u.email_key FROM users u WHERE u.id = ?1)
              AND (n.user_id IS NULL OR n.user_id <> ?1))
          """,
        [
          Statement("DELETE FROM mail_links WHERE user_id = ?1 AND tenant_id = ?2"),
          Statement("DELETE FROM mail_links WHERE tenant_id = ?2 AND email_key = (SELECT u.email_key FROM users u WHERE u.id = ?1)"),
        ]),
      export: Export(
        file: "mail-links", columns: ["purpose", "email", "created_at", "expires_at", "used_at"], key: ["id"],
        sql: """
          SELECT purpose, email, created_at, expires_at, used_at, id FROM mail_links
          WHERE user_id = ?1 AND tenant_id = ?2 AND id > ?4 ORDER BY id LIMIT ?3
          """)),
    PersonalTable(
      "invitations",
      .rows(
        done: "deleted: those that the person made or that were made out to them",
        count: """
          SELECT COUNT(*) FROM (SELECT id FROM invitations WHERE created_by_id = ?1 AND tenant_id = ?2
            UNION SELECT id FROM invitations WHERE used_by_id = ?1 AND tenant_id = ?2
            UNION SELECT id FROM invitations WHERE tenant_id = ?2 AND email = (SELECT u.email FROM users u WHERE u.id = ?1)
            UNION SELECT id FROM invitations WHERE tenant_id = ?2 AND email = (SELECT u.email_key FROM users u WHERE u.id = ?1)) AS own
          """,
        [
          Statement("DELETE FROM invitations WHERE created_by_id = ?1 AND tenant_id = ?2"),
          Statement("DELETE FROM invitations WHERE used_by_id = ?1 AND tenant_id = ?2"),
          Statement("DELETE FROM invitations WHERE tenant_id = ?2 AND email = (SELECT u.email FROM users u WHERE u.id = ?1)"),
          Statement("DELETE FROM invitations WHERE tenant_id = ?2 AND email = (SELECT u.email_key FROM users u WHERE u.id = ?1)"),
        ]),
      export: Export(
        file: "invitations", columns: ["id", "created_at", "expires_at"], key: ["id"],
        sql: """
          SELECT id, created_at, expires_at, id FROM invitations
          WHERE created_by_id = ?1 AND tenant_id = ?2 AND id > ?4 ORDER BY id LIMIT ?3
          """)),
    PersonalTable("account_exports", .step(done: "deleted: archives that were not fetched")),
    PersonalTable("account_export_parts", .step(done: "deleted: their files")),
    PersonalTable(
      "import_records",
      .rows(
        done: "deleted: what the person was called where they were imported from",
        count: "SELECT COUNT(*) FROM import_records WHERE kind = 'author' AND entity_id = ?1 AND tenant_id = ?2",
        [Statement("DELETE FROM import_records WHERE kind = 'author' AND entity_id = ?1 AND tenant_id = ?2")]),
      export: Export(
        file: "imported-as", columns: ["source", "kind", "external_id"], key: ["source", "kind", "external_id"],
        sql: """
          SELECT source, kind, external_id, source, kind, external_id FROM import_records
          WHERE kind = 'author' AND entity_id = ?1 AND tenant_id = ?2 AND (source, kind, external_id) > (?4, ?5, ?6) ORDER BY source, kind, external_id LIMIT ?3
          """)),
    PersonalTable("import_awaited", .stays(why: "names messages of other forums, not people")),
  ]
}
