import Crypto
import Foundation

/// A key that may do some things in some indexes, until it expires.
struct APIKey: Equatable, Sendable {
  let uid: String
  var name: String?
  var description: String?
  let actions: [String]
  /// Names, or patterns with `*` at the end.
  let indexes: [String]
  /// RFC 3339.
  let expiresAt: String?
  let createdAt: String
  var updatedAt: String

  /// What a client sends: a hash of the uid that only the master key can make.
  func secret(masterKey: String) -> String {
    HMAC<SHA256>.authenticationCode(for: Array(uid.utf8), using: SymmetricKey(data: Array(masterKey.utf8))).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  func allows(_ action: String, at now: String) -> Bool {
    guard expiresAt.map({ $0 > now }) ?? true else { return false }
    let topic = action.prefix { $0 != "." }
    return actions.contains { $0 == "*" || $0 == action || $0 == "\(topic).*" }
  }

  func allows(index: String) -> Bool { indexes.contains { AttributePath.covers(index, pattern: $0) } }

  /// As the journal keeps it, without the secret.
  var stored: FacadeJSON {
    [
      "name": name.map { .text($0) } ?? .null, "description": description.map { .text($0) } ?? .null, "uid": .text(uid), "actions": .texts(actions),
      "indexes": .texts(indexes), "expiresAt": expiresAt.map { .text($0) } ?? .null, "createdAt": .text(createdAt), "updatedAt": .text(updatedAt),
    ]
  }

  init?(stored: FacadeJSON) {
    guard let uid = stored["uid"]?.text, let createdAt = stored["createdAt"]?.text else { return nil }
    self.init(
      uid: uid, name: stored["name"]?.text, description: stored["description"]?.text, actions: stored["actions"]?.texts ?? [],
      indexes: stored["indexes"]?.texts ?? [], expiresAt: stored["expiresAt"]?.text, createdAt: createdAt,
      updatedAt: stored["updatedAt"]?.text ?? createdAt)
  }

  init(
    uid: String, name: String?, description: String?, actions: [String], indexes: [String], expiresAt: String?, createdAt: String, updatedAt: String
  ) {
    (self.uid, self.name, self.description, self.actions, self.indexes) = (uid, name, description, actions, indexes)
    (self.expiresAt, self.createdAt, self.updatedAt) = (expiresAt, createdAt, updatedAt)
  }

  /// The two that every server has at first.
  static func initial(now: String) -> [APIKey] {
    [
      APIKey(
        uid: UUID().uuidString.lowercased(), name: "Default Search API Key", description: "Use it to search from the frontend", actions: ["search"],
        indexes: ["*"], expiresAt: nil, createdAt: now, updatedAt: now),
      APIKey(
        uid: UUID().uuidString.lowercased(), name: "Default Admin API Key",
        description: "Use it for anything that is not a search operation. Caution! Do not expose it on a public frontend", actions: ["*"],
        indexes: ["*"], expiresAt: nil, createdAt: now, updatedAt: now),
    ]
  }
}

extension AttributePath {
  /// Whether a name is a pattern, or begins as one that ends with `*`.
  static func covers(_ name: String, pattern: String) -> Bool { pattern == name || (pattern.hasSuffix("*") && name.hasPrefix(pattern.dropLast())) }
}
