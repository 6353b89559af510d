public import ForumKernel
public import HTTPTypes

/// An error as HTTP tells it: `AppError` after the mapping, and what only the transport knows.
public struct Problem: Error, Sendable {
  public let status: HTTPResponse.Status
  /// Stable, for programs: the last part of the problem's `type`.
  public let slug: String
  public let detail: String
  public let faults: [Fault]
  public let retryAfterSeconds: Int?
  let headers: HTTPFields
  /// When a refusal ends.
  let until: Timestamp?
  /// Where else to ask.
  let region: RegionAddress?

  init(
    _ status: HTTPResponse.Status, _ slug: String, _ detail: String, faults: [Fault] = [], retryAfterSeconds: Int? = nil, headers: HTTPFields = [:],
    until: Timestamp? = nil, region: RegionAddress? = nil
  ) {
    self.status = status
    self.slug = slug
    self.detail = detail
    self.faults = faults
    self.retryAfterSeconds = retryAfterSeconds
    self.headers = headers
    self.until = until
    self.region = region
  }

  /// `thread_locked` → "Thread locked": the same for every occurrence, as RFC 9457 wants it.
  var title: String { slug.prefix(1).uppercased() + slug.dropFirst().replacing("_", with: " ") }
}
