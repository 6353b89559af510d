import ForumKernel
import HTTPTypes
import HummingbirdCore

/// Every served version of the API, found by what a client asks for.
struct PinnedVersions: Sendable {
  private let plan: ReleasePlan
  private let all: [APIVersion: PinnedVersion]
  private let standard: PinnedVersion

  init(_ plan: ReleasePlan, _ endpoints: [Endpoint], title: String) {
    self.plan = plan
    all = plan.releases.reduce(into: [:]) { $0[$1.version] = PinnedVersion($1, of: plan, endpoints, title: title) }
    guard let stable = plan.channels[.stable], let standard = all[stable] else { preconditionFailure("the stable channel has a release") }
    self.standard = standard
  }

  /// By `Forum-Channel`. Throws a problem that lists what there is.
  func version(_ fields: HTTPFields, now: Timestamp) throws(Problem) -> PinnedVersion {
    guard let field = fields[.forumChannel] else { return standard }
    let release = try plan.release(field, now: now)
    return all[release.version] ?? standard
  }
}

extension PinnedVersion {
  /// Tells a client which version it got, and a client of an old one how long it will last (RFC 9745, RFC 8594).
  func append(to headers: inout HTTPFields) {
    headers.append(HTTPField(name: .forumVersion, value: release.version.description))
    headers.append(HTTPField(name: .vary, value: "Forum-Channel"))
    guard let deprecated = release.deprecated else { return }
    headers.append(HTTPField(name: .deprecation, value: "@\(deprecated.milliseconds / 1000)"))
    headers.append(HTTPField(name: .link, value: #"</api>; rel="deprecation"; type="text/html""#))
    if let sunset = release.sunset { headers.append(HTTPField(name: .sunset, value: HTTPDate.format(sunset))) }
  }
}

extension HTTPField.Name {
  static let forumChannel = HTTPField.Name("Forum-Channel")!
  fileprivate static let forumVersion = HTTPField.Name("Forum-Version")!
  fileprivate static let deprecation = HTTPField.Name("Deprecation")!
  static let link = HTTPField.Name("Link")!
  fileprivate static let sunset = HTTPField.Name("Sunset")!
}
