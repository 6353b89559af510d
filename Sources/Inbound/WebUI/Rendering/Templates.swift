import Mustache

/// The page templates, compiled once.
struct Templates: Sendable {
  enum Name: String {
    /// Whole pages.
    case threads, thread, comments, search, message, account, compose, profile, notifications, manual, claim, claimed
    /// Fragments: the posts alone, a few results, how a text will look.
    case posts, hits, preview
  }

  private let library: MustacheLibrary
  private let site: Site

  /// What every page shows.
  private struct Site: Sendable {
    let name: String
    let style: String
    let icon: String
    /// By name: `live` is the one that follows a thread.
    let scripts: [String: String]

    var fields: Fields {
      var fields: Fields = ["name": name, "style": style, "icon": icon]
      for (name, path) in scripts { fields[name] = path }
      return fields
    }
  }

  init(siteName: String, assets: [String: Asset]) throws {
    func versioned(_ path: String) -> String { "\(path)?v=\(assets[path]?.fingerprint ?? "")" }
    let scripts = ["live", "suggest", "compose", "manual"].map { ($0, versioned("/\($0).js")) }
    site = Site(
      name: siteName, style: versioned("/style.css"), icon: versioned("/favicon.svg"), scripts: Dictionary(uniqueKeysWithValues: scripts))
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
    ("posts", PackageResources.posts_mustache), ("account", PackageResources.account_mustache), ("compose", PackageResources.compose_mustache),
    ("writing", PackageResources.writing_mustache), ("faults", PackageResources.faults_mustache), ("preview", PackageResources.preview_mustache),
    ("profile", PackageResources.profile_mustache), ("hits", PackageResources.hits_mustache), ("hit", PackageResources.hit_mustache),
    ("notifications", PackageResources.notifications_mustache), ("manual", PackageResources.manual_mustache),
    ("claim", PackageResources.claim_mustache), ("claimed", PackageResources.claimed_mustache),
  ]
}
