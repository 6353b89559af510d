import Foundation

/// User and password in one text, so that they change together: what a vault's database engine answers, in JSON.
struct PostgresCredentials: Decodable, Sendable, Equatable {
  static let form = "a JSON object with the texts username and password"

  let username: String
  let password: String

  /// nil for a text that is none.
  init?(_ text: String) {
    guard let read = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)), !read.username.isEmpty else { return nil }
    self = read
  }
}
