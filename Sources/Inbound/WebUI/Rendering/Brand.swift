/// What a tenant's pages are called, and how they look.
public struct Brand: Sendable {
  /// nil: as the program calls them.
  let name: String?
  /// `#0d6455`, the colour of links and buttons; nil: the stylesheet's own.
  let accent: String?
  /// One line about the forum.
  let tagline: String?

  public init(name: String? = nil, accent: String? = nil, tagline: String? = nil) {
    self.name = name
    self.accent = accent
    self.tagline = tagline
  }

  /// The address of the stylesheet that puts the colour over the program's own.
  var style: String? { accent.map { "/brand/\($0.dropFirst())" } }
}

/// The stylesheet of one colour: the same for every tenant that has it, for ever.
struct BrandSheet {
  static let template = "/brand/{colour}"

  private let accent: String

  init?(path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1] == "brand", parts[2].utf8.count == 6, parts[2].allSatisfy({ $0.isASCII && $0.isHexDigit && !$0.isUppercase })
    else { return nil }
    accent = "#\(parts[2])"
  }

  var response: WebResponse {
    let sheet = """
      :root { --accent: \(accent); --tint: color-mix(in srgb, \(accent) 12%, var(--paper)); }
      @media (prefers-color-scheme: dark) {
        :root { --accent: color-mix(in srgb, \(accent) 45%, white); --tint: color-mix(in srgb, \(accent) 25%, var(--paper)); }
      }

      """
    let headers = [("Content-Type", "text/css; charset=utf-8"), ("Cache-Control", "public, max-age=31536000, immutable")]
    return WebResponse(status: 200, headers: headers, body: Array(sheet.utf8))
  }
}
