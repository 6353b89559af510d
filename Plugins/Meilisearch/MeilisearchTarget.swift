public import ForumKernel
import Foundation

/// The server, the index on it, and who asks.
public struct MeilisearchTarget: Sendable {
  /// Without a slash at the end.
  let url: String
  let key: String?
  let index: String

  /// Throws `invalid` (`meilisearch_url`), without repeating the URL.
  public init(url: String, key: String? = nil, index: String = "forum") throws(AppError) {
    if let complaint = Self.complaint(url: url) {
      throw AppError(.invalid, "meilisearch_url", "The Meilisearch URL is not usable: expected \(complaint).")
    }
    guard Self.isIndexName(index) else {
      throw AppError(.invalid, "meilisearch_index", "The name of a Meilisearch index is letters, digits, - and _, at most 400.")
    }
    self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
    self.key = key
    self.index = index
  }

  /// What was expected instead; nil when the URL is usable.
  public static func complaint(url: String) -> String? {
    guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty, ["http", "https"].contains(parts.scheme) else {
      return "http://host:7700 or https://host"
    }
    guard parts.user == nil, parts.password == nil else { return "a URL without name and password; the key has a setting of its own" }
    return parts.query == nil && parts.fragment == nil ? nil : "a URL that ends with the path"
  }

  static func isIndexName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 400 && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
  }
}
