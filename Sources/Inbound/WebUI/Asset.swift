/// A file of the program that browsers load: embedded, tagged by its content.
struct Asset: Sendable {
  static let paths = [
    "/style.css", "/live.js", "/suggest.js", "/compose.js", "/manual.js", "/charts.js", "/passkey.js", "/progress.js", "/favicon.svg", "/robots.txt",
  ]

  let type: String
  let bytes: [UInt8]
  let fingerprint: String

  private init(_ bytes: [UInt8], _ type: String) {
    self.type = type
    self.bytes = bytes
    fingerprint = WebResponse.fingerprint(of: bytes)
  }

  private static func script(_ bytes: [UInt8]) -> Asset { Asset(bytes, "text/javascript; charset=utf-8") }

  /// By path.
  static func all() -> [String: Asset] {
    let files = [
      Asset(PackageResources.style_css, "text/css; charset=utf-8"), script(PackageResources.live_js), script(PackageResources.suggest_js),
      script(PackageResources.compose_js), script(PackageResources.manual_js), script(PackageResources.charts_js),
      script(PackageResources.passkey_js), script(PackageResources.progress_js),
      Asset(PackageResources.favicon_svg, "image/svg+xml"), Asset(PackageResources.robots_txt, "text/plain; charset=utf-8"),
    ]
    return Dictionary(uniqueKeysWithValues: zip(paths, files))
  }

  /// Under its address with `?v=<fingerprint>` the file never changes; under the bare one browsers ask again.
  func response(to request: WebRequest) -> WebResponse {
    let caching = request.value("v") == fingerprint ? "public, max-age=31536000, immutable" : "public, no-cache"
    let headers = [("Content-Type", type), ("Cache-Control", caching), ("ETag", "\"\(fingerprint)\"")]
    return WebResponse(status: 200, headers: headers, body: bytes).revalidated(by: request.ifNoneMatch)
  }
}
