public import ForumKernel
import HTTPTypes

/// Which versions of the API are served, and where the channels stand.
public struct ReleasePlan: Sendable {
  public struct Release: Sendable {
    let version: APIVersion
    /// Since when clients are asked to leave it.
    let deprecated: Timestamp?
    /// From when on it is answered no more.
    let sunset: Timestamp?

    public init(_ version: APIVersion, deprecated: Timestamp? = nil, sunset: Timestamp? = nil) {
      self.version = version
      self.deprecated = deprecated
      self.sunset = sunset
    }
  }

  /// Oldest first; the last one is what handlers speak.
  let releases: [Release]
  let channels: [ReleaseChannel: APIVersion]
  let changes: [APIChange]

  /// Every channel must have a version, and every change must belong to one.
  public init(releases: [Release], channels: [ReleaseChannel: APIVersion], changes: [APIChange]) {
    let versions = releases.map(\.version)
    precondition(versions == versions.sorted() && !versions.isEmpty, "releases are in their order")
    precondition(ReleaseChannel.allCases.allSatisfy { channels[$0].map(versions.contains) ?? false }, "every channel has a release")
    precondition(changes.allSatisfy { versions.contains($0.version) }, "every change has a release")
    self.releases = releases
    self.channels = channels
    self.changes = changes
  }

  /// What this program serves.
  public static let current = ReleasePlan(
    releases: [Release("2026-11-27"), Release("2026-11-28")],
    channels: [.stable: "2026-11-27", .beta: "2026-11-28", .edge: "2026-11-28"],
    changes: [.withheldComments])

  /// The release that `Forum-Channel` names: a channel or the day of a version; `stable` without the field. Throws a problem that lists what there is
  /// for anything else, and for a version whose time is over.
  func release(_ field: String?, now: Timestamp) throws(Problem) -> Release {
    let wanted = field.map { name in ReleaseChannel(rawValue: name).flatMap { channels[$0] } ?? APIVersion(name) } ?? channels[.stable]
    guard let wanted, let release = releases.first(where: { $0.version == wanted }) else {
      throw Problem(.badRequest, "unknown_channel", "Forum-Channel must be one of: \(choices(now)).")
    }
    if let sunset = release.sunset, sunset <= now {
      throw Problem(.gone, "version_retired", "Version \(wanted) is answered no more. Forum-Channel may be one of: \(choices(now)).")
    }
    return release
  }

  private func choices(_ now: Timestamp) -> String {
    let served = releases.filter { $0.sunset.map { now < $0 } ?? true }
    return (ReleaseChannel.allCases.map(\.rawValue) + served.map(\.version.description)).joined(separator: ", ")
  }
}
