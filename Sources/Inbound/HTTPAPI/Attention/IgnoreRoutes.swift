import Forum
import ForumKernel
import HTTPTypes

struct IgnoreRoutes {
  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "me/ignored-users", "listIgnoredUsers", "Whom you do not want to read", tag: "Attention", needs: .accountUse,
      returns: ForumShapes.author.page, perform: list)
    Endpoint(
      .put, "me/ignored-users/{handle}", "ignoreUser", "Read somebody no longer: their texts are left out of lists, and they cannot notify you",
      tag: "Attention", needs: .accountUse, success: .noContent, errors: ["own_account", "moderator_ignored", "too_many_ignored"],
      returns: .nothing, perform: ignore)
    Endpoint(
      .delete, "me/ignored-users/{handle}", "stopIgnoringUser", "Read somebody again", tag: "Attention", needs: .accountUse, success: .noContent,
      returns: .nothing, perform: stopIgnoring)
  }

  @Sendable private func list(_ call: Call) async throws -> Reply<Listing<AuthorView>> {
    .ok(Listing(items: try await forum.attention.ignoredUsers(of: try call.principal.requireUser(), call.tenant), next: nil))
  }

  @Sendable private func ignore(_ call: Call) async throws -> Reply<Nothing> { try await setIgnored(true, call) }
  @Sendable private func stopIgnoring(_ call: Call) async throws -> Reply<Nothing> { try await setIgnored(false, call) }

  private func setIgnored(_ isIgnored: Bool, _ call: Call) async throws -> Reply<Nothing> {
    try await forum.ignoreUsers.set(isIgnored, try call.word("handle"), by: call.principal)
    return .nothing
  }
}
