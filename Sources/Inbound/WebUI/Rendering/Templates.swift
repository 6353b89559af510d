import Mustache

/// The page templates, compiled once.
struct Templates: Sendable {
  enum Name: String {
    /// Whole pages.
    case threads, thread, comments, search, message
    /// A fragment: the posts alone.
    case posts
  }

  private let library: MustacheLibrary
  private let site: Site

  /// What every page shows.
  private struct Site: Sendable {
    let name: String
    let style: String
    let script: String
    let icon: String

    var fields: Fields { ["name": name, "style": style, "script": script, "icon": icon] }
  }

  init(siteName: String, assets: [String: Asset]) throws {
    func versioned(_ path: String) -> String { "\(path)?v=\(assets[path]?.fingerprint ?? "")" }
    site = Site(name: siteName, style: versioned("/style.css"), script: versioned("/live.js"), icon: versioned("/favicon.svg"))
    var library = MustacheLibrary()
    for (name, bytes) in Self.sources { try library.register(String(decoding: bytes, as: UTF8.self), named: name) }
    self.library = library
  }

  func render(_ name: Name, _ fields: Fields) -> String {
    var fields = fields
    fields["site"] = site.fields
    return library.render(fields, withTemplate: name.rawValue) ?? ""
  }

  private static let sources: [(String, [UInt8])] = [
    ("layout", PackageResources.layout_mustache), ("pager", PackageResources.pager_mustache), ("post", PackageResources.post_mustache),
    ("comment", PackageResources.comment_mustache), ("row", PackageResources.row_mustache),
    ("threads", PackageResources.threads_mustache), ("thread", PackageResources.thread_mustache),
    ("comments", PackageResources.comments_mustache), ("search", PackageResources.search_mustache), ("message", PackageResources.message_mustache),
    ("posts", PackageResources.posts_mustache),
  ]
}
