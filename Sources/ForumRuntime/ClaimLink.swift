import Admin
import Auth
import ForumKernel

extension Application {
  /// The link for the first administrator; nil when there is one. `url`: where the server is.
  func claimLink(at url: String) async throws -> String? {
    try await auth.claimForum.makeOffer(for: defaultTenant.id).map { "\(url)/claim?token=\($0)" }
  }

  static func claimText(_ link: String) -> String { "This forum has no administrator yet. Become it by this link, good once and for a day: \(link)" }
}
