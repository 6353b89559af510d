public import ForumKernel

/// Who moderates single categories; needs `category.manage`.
public struct ManageCategoryModerators: Sendable {
  let store: any ForumStore
  let reader: any ModerationReader
  let categories: any ForumReader
  let accounts: any AccountDirectory

  /// By handle. Throws `notFound`.
  public func list(of category: CategoryID, by principal: Principal) async throws -> [AuthorView] {
    try principal.require(.categoryManage)
    guard try await categories.category(category, principal.readScope) != nil else { throw AppError.notFound("category") }
    return try await reader.moderators(of: category, principal.tenant)
  }

  /// Doing it twice changes nothing. Throws `notFound`, `conflict` (`too_many_moderators`).
  public func set(_ isModerator: Bool, _ handle: String, of category: CategoryID, by principal: Principal) async throws {
    try principal.require(.categoryManage)
    guard let user = try await accounts.userID(handle: handle, tenant: principal.tenant) else { throw AppError.notFound("user") }
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard try tx.visibleCategory(category, to: principal) != nil else { throw AppError.notFound("category") }
      guard try tx.setModerator(user, of: category, isModerator) else { return }
      guard try tx.moderatorCount(of: category) <= ModerationLimits.categoryModeratorsMax else {
        throw AppError(.conflict, "too_many_moderators", "A category has at most \(ModerationLimits.categoryModeratorsMax) moderators.")
      }
      let action = isModerator ? "category.moderator_add" : "category.moderator_remove"
      try tx.audit(AuditEntry(action: action, target: "category:\(category)", reason: "user:\(user)"))
    }
  }
}
