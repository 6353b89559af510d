import Support
import Testing

/// What one tenant owns, one of everything, each text marked with a word of the tenant's own.
struct TenantSide {
  /// What follows the mark in the texts.
  static let nouns = ["name", "title", "opening", "answer", "remark", "reported", "note", "shelf"]

  let slug: String
  let mark: String
  /// The default tenant's administrator.
  let main: Client
  let root: Client
  let member: Client
  /// Values for the parameters of paths, by name.
  let values: [String: String]

  /// Makes the tenant with an owner, waits until it serves, and fills it.
  init(_ forum: TestForum, main: Client, slug: String, mark: String) async throws {
    self.slug = slug
    self.mark = mark
    self.main = main
    let password = "a long pass phrase for the owner"
    let owner = ["handle": "owner\(mark)", "email": "owner@\(mark).example.org", "password": password]
    try await main.post("admin/tenants", ["slug": slug, "name": "\(mark) name", "hosts": ["\(slug).example.org"], "owner": owner]).expect(202)
    try await forum.isServing(slug)
    root = try await forum.signIn("owner\(mark)", password, tenant: slug)
    member = try await forum.member("ada\(mark)", tenant: slug)
    let category = try await member.get("categories").expect(200).data["items"][0]["id"].text
    let thread = try await member.post(
      "threads", ["category_id": category, "title": "\(mark) title", "body": "\(mark) opening", "tags": [mark]]
    ).expect(201).data["id"].text
    let attachment = try await member.upload(Array("\(mark) note".utf8), named: "\(mark) name.txt", description: "\(mark) note").expect(201).data[
      "id"
    ].text
    let post = try await member.post("threads/\(thread)/posts", ["body": "\(mark) answer", "attachment_ids": [attachment]]).expect(201).data["id"]
      .text
    let comment = try await member.post("posts/\(post)/comments", ["body": "\(mark) remark"]).expect(201).data["id"].text
    let reported = try await root.post("threads/\(thread)/posts", ["body": "\(mark) reported"]).expect(201).data["id"].text
    try await member.post("posts/\(reported)/flags", ["reason": "spam", "note": "\(mark) note"]).expect(201)
    let spare = try await root.post("categories", ["name": "\(mark) shelf", "slug": "\(mark)-shelf"]).expect(201).data["id"].text
    let operation = try await root.post("threads/\(thread)/move", ["category_id": spare]).expect(200).data["id"].text
    let word = try await root.post("moderation/watched-words", ["word": "\(mark)word", "action": "flag"]).expect(201).data["id"].text
    try await root.put("admin/roles/\(mark)-role", ["permissions": ["forum.read"]]).expect(200)
    let flag: [String: Any] = ["kind": "string", "variants": ["x": "\(mark) note"], "off_variant": "x", "variant": "x"]
    try await root.put("admin/flags/\(mark)-flag", flag).expect(200)
    let policy: [String: Any] = [
      "effect": "forbid", "actions": ["analytics.read"], "description": "\(mark) note",
      "conditions": [["attribute": "subject.handle", "comparison": "in", "values": ["nobody"]]],
    ]
    try await root.put("admin/policies/\(mark)-policy", policy).expect(200)
    let hook = try await root.post(
      "admin/webhooks", ["url": "https://hooks.example.org/\(mark)", "description": "\(mark) note", "event_types": ["forum.thread.created"]]
    ).expect(201).data["id"].text
    let delivery = try await root.post("admin/webhooks/\(hook)/test").expect(202).data["id"].text
    try await root.patch("admin/webhooks/\(hook)", ["active": false], version: 1).expect(200)
    let invitation = try await root.post("admin/invitations").expect(201).data["id"].text
    let authenticator = try PasskeyAuthenticator(origin: "https://\(slug).example.org")
    let rootAtHome = root.at("\(slug).example.org")
    let options = try await rootAtHome.post("me/mfa/passkeys/creation-options").expect(200).data
    let made: [String: Any] = ["name": "\(mark) name", "credential": try authenticator.create(options)]
    let passkey = try await rootAtHome.post("me/mfa/passkeys", made).expect(201).data["passkey"]["id"].text
    try await forum.caughtUp()
    values = [
      "category_id": spare, "thread_id": thread, "post_id": post, "comment_id": comment, "role": "\(mark)-role", "flag": "\(mark)-flag",
      "policy": "\(mark)-policy", "webhook_id": hook, "delivery_id": delivery,
      "handle": "ada\(mark)", "attachment_id": attachment,
      "slug": slug, "version": "1", "operation_id": operation, "word_id": word, "passkey_id": passkey, "invitation_id": invitation, "job": "sweep",
      "session_id": try await member.get("auth/sessions").expect(200).data["items"][0]["id"].text,
      "case_id": try await root.get("moderation/queue").expect(200).data["items"][0]["id"].text,
      "saga_id": try await main.get("admin/sagas").expect(200).data["items"][0]["id"].text,
    ]
  }

  /// The ids of all that it owns.
  var ids: [String] { values.filter { $0.key.hasSuffix("_id") && $0.key != "saga_id" }.map(\.value) }

  /// The operation's path with this tenant's values; kinds are words of the program.
  func paths(of operation: OpenAPIOperation) -> [String] {
    operation.parameters.reduce([operation.path]) { paths, name in
      let values = name == "kind" ? [operation.path.contains("reactions") ? "like" : "silence"] : self.values[name].map { [$0] } ?? ids
      return paths.flatMap { path in values.map { path.replacing("{\(name)}", with: $0) } }
    }
  }

  /// What its member and its owner see of it.
  func view() async throws -> [String] {
    var texts: [String] = []
    for path in [
      "threads/\(values["thread_id"]!)", "threads/\(values["thread_id"]!)/posts", "posts/\(values["post_id"]!)/comments", "categories",
      "auth/sessions",
      "search?q=\(mark)", "me",
    ] {
      texts.append(try await member.get(path).expect(200).text)
    }
    for path in [
      "admin/roles", "admin/policies", "admin/flags", "admin/webhooks", "moderation/queue", "moderation/watched-words",
      "threads/\(values["thread_id"]!)/operations",
    ] {
      texts.append(try await root.get(path).expect(200).text)
    }
    return texts
  }
}
