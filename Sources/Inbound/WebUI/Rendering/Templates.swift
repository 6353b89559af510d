import Mustache

/// The page templates, compiled once.
struct Templates: Sendable {
  enum Name: String {
    /// Whole pages.
    case threads, thread, comments, search, message, account, compose, profile, notifications, manual, claim, claimed, bookmarks
    /// About one's own account.
    case files, ticket, provider, settings, reading, sessions, second, tokens, data, erase, erasure
    /// For moderators, and what members tell them.
    case queue, words, report, revisions
    case moderationCase = "case"
    case memberHistory = "history"
    case threadDesk = "desk"
    /// For administrators.
    case overview, jobs, members, roles, tenants, audit
    case categoryDesk = "shelves"
    /// Fragments: the posts alone, a few results, how a text will look.
    case posts, hits, preview, charts
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

    func fields(_ brand: Brand) -> Fields {
      var fields: Fields = ["name": brand.name ?? name, "style": style, "icon": icon]
      fields["brand"] = brand.style
      fields["tagline"] = brand.tagline
      for (name, path) in scripts { fields[name] = path }
      return fields
    }
  }

  init(siteName: String, assets: [String: Asset]) throws {
    func versioned(_ path: String) -> String { "\(path)?v=\(assets[path]?.fingerprint ?? "")" }
    let scripts = ["live", "suggest", "compose", "manual", "charts", "passkey", "progress"].map { ($0, versioned("/\($0).js")) }
    site = Site(
      name: siteName, style: versioned("/style.css"), icon: versioned("/favicon.svg"), scripts: Dictionary(uniqueKeysWithValues: scripts))
    var library = MustacheLibrary()
    for (name, bytes) in Self.sources { try library.register(String(decoding: bytes, as: UTF8.self), named: name) }
    self.library = library
  }

  func render(_ name: Name, _ fields: Fields, brand: Brand = Brand()) -> String {
    var fields = fields
    fields["site"] = site.fields(brand)
    return library.render(fields, withTemplate: name.rawValue) ?? ""
  }
}
