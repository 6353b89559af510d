/// Which version of a resource a client has seen (`If-Match`); versions count from 1 and are the ETag.
public enum VersionMatch: Sendable, Hashable {
  /// `*`: whatever there is.
  case any
  /// One of these versions; none matches when the client sent only tags that we never give.
  case oneOf([Int64])

  /// Throws `stale` unless `version` is what the client has seen.
  public func require(_ version: Int64) throws(AppError) {
    if case .oneOf(let versions) = self, !versions.contains(version) {
      throw AppError(.stale, "version_stale", "This was changed meanwhile; it is now at version \(version). Read it again and repeat the change.")
    }
  }
}
