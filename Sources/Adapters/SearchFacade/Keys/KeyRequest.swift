import Foundation

/// Checks what a client sends to make or change a key.
enum KeyRequest {
  static let actions: Set = [
    "*", "search", "documents.*", "documents.add", "documents.get", "documents.delete", "indexes.*", "indexes.create", "indexes.get",
    "indexes.update",
    "indexes.delete", "indexes.swap", "tasks.*", "tasks.get", "tasks.cancel", "tasks.delete", "settings.*", "settings.get", "settings.update",
    "stats.*", "stats.get", "metrics.*", "metrics.get", "dumps.*", "dumps.create", "snapshots.*", "snapshots.create", "version", "keys.create",
    "keys.get", "keys.update", "keys.delete", "keys.*", "experimental.get", "experimental.update",
  ]

  /// Throws the code of the member that is missing or wrong.
  static func new(_ body: FacadeJSON, now: String) throws(FacadeError) -> APIKey {
    let fields = RequestMembers(body)
    for (name, code) in [
      ("actions", "missing_api_key_actions"), ("indexes", "missing_api_key_indexes"), ("expiresAt", "missing_api_key_expires_at"),
    ] where body[name] == nil { throw FacadeError(code, "Missing field `\(name)`") }
    let wanted = try fields.texts("actions", "invalid_api_key_actions") ?? []
    if let wrong = wanted.first(where: { !actions.contains($0) }) {
      let known = actions.sorted().map { "`\($0)`" }.joined(separator: ", ")
      throw FacadeError("invalid_api_key_actions", "Unknown value `\(wrong)` at `.actions[0]`: expected one of \(known)")
    }
    let uid = try fields.text("uid", "invalid_api_key_uid") ?? UUID().uuidString.lowercased()
    guard UUID(uuidString: uid) != nil else {
      throw FacadeError("invalid_api_key_uid", "Invalid value at `.uid`: invalid UUID `\(uid)`")
    }
    let indexes = try fields.texts("indexes", "invalid_api_key_indexes") ?? []
    if let wrong = indexes.first(where: { !IndexUID.isUsable($0.hasSuffix("*") ? $0.dropLast() + "x" : $0) }) {
      throw FacadeError("invalid_api_key_indexes", "Invalid value at `.indexes[0]`: `\(wrong)` is not a valid index uid pattern.")
    }
    return APIKey(
      uid: uid.lowercased(), name: try fields.text("name", "invalid_api_key_name"),
      description: try fields.text("description", "invalid_api_key_description"), actions: wanted, indexes: indexes,
      expiresAt: try expiry(fields, now), createdAt: now, updatedAt: now)
  }

  private static func expiry(_ fields: RequestMembers, _ now: String) throws(FacadeError) -> String? {
    guard let text = try fields.text("expiresAt", "invalid_api_key_expires_at") else { return nil }
    let digits = text.prefix(10).split(separator: "-")
    guard digits.count == 3, digits.allSatisfy({ Int($0) != nil }) else {
      throw FacadeError(
        "invalid_api_key_expires_at",
        """
        Invalid value at `.expiresAt`: `\(text)` is not a valid date. It should follow the RFC 3339 format to represents a date or \
        datetime in the future or specified as a null value. e.g. 'YYYY-MM-DD' or 'YYYY-MM-DD HH:MM:SS'.
        """
      )
    }
    guard text > now else { throw FacadeError("invalid_api_key_expires_at", "Invalid value at `.expiresAt`: `\(text)` is in the past.") }
    // Texts are compared with times in UTC.
    var moment = text.replacing(" ", with: "T")
    if moment.count == 10 { moment += "T00:00:00" }
    if let offset = moment.range(of: "+00:00") { moment.removeSubrange(offset) }
    return moment.hasSuffix("Z") ? moment : moment + (moment.contains(".") ? "Z" : ".000Z")
  }

  /// Only the name and the description change.
  static func change(_ key: inout APIKey, _ body: FacadeJSON, now: String) throws(FacadeError) {
    for member in body.members {
      switch member.name {
      case "name": key.name = try RequestMembers(body).text("name", "invalid_api_key_name")
      case "description": key.description = try RequestMembers(body).text("description", "invalid_api_key_description")
      case "actions", "indexes", "expiresAt", "createdAt", "updatedAt", "uid", "key":
        let slug = member.name.map { $0.isUppercase ? "_\($0.lowercased())" : "\($0)" }.joined()
        throw FacadeError("immutable_api_key_\(slug)", "Immutable field `\(member.name)`: expected one of `description`, `name`")
      default: throw FacadeError("bad_request", "Unknown field `\(member.name)`: expected one of `description`, `name`")
      }
    }
    key.updatedAt = now
  }
}
