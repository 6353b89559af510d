import Forum
import ForumKernel

/// What the API shows of somebody.
private struct Profile: Decodable {
  let handle: String
  let display_name: String
  let created_at: String
}

extension WebUI {
  /// Somebody, and the newest of what they wrote.
  func profile(_ handle: String, _ request: WebRequest) async throws -> WebResponse {
    guard let call = request.api else { throw AppError.notFound("page") }
    let api = request.visitor?.api ?? VisitorAPI(call: call, accessToken: nil)
    let profile: Profile = try await api.get("users/\(PageAddress.encode(handle))")
    var query = SearchQuery(request.scope, text: "", filter: .author([profile.handle]))
    query.sort = .newest
    query.limit = WebLimits.contributionsMax
    let found = try await search.search(query)
    let isOwn = request.visitor?.handle == profile.handle
    let ignoring = try await isOwn ? nil : ignoring(profile.handle, request)
    return page(
      .profile,
      [
        "title": profile.display_name, "handle": profile.handle, "canonical": PageAddress.profile(profile.handle).path,
        "since": Timestamp(profile.created_at).map { DisplayTime($0).fields }, "count": found.estimatedTotal,
        "isEmpty": found.hits.isEmpty, "hits": try await hitFields(found.hits, request.scope), "isOwn": isOwn, "ignore": ignoring,
      ], to: request)
  }

  /// The form by which a visitor stops reading somebody, or reads them again.
  private func ignoring(_ handle: String, _ request: WebRequest) async throws -> Fields? {
    guard let visitor = request.visitor else { return nil }
    let isIgnored = try await attention.ignoredUsers(of: visitor.id, request.tenant).contains { $0.handle == handle }
    return ["action": MarkAddress.user(handle).path, "next": PageAddress.profile(handle).path, "isIgnored": isIgnored]
  }
}
