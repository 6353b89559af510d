import Admin
import Auth
import Forum
import ForumKernel

extension Application {
  /// Whether the tenant has what a parameter of a path names, as its members see it. Roles, feature flags and metrics are names that anybody may try.
  func isKnown(_ parameter: String, _ value: String, _ scope: ReadScope) async throws -> Bool {
    let tenant = scope.tenant
    return switch parameter {
    case "thread_id": try await ThreadID(value).mapped { try await storage.reader.thread($0, scope) } != nil
    case "post_id": try await PostID(value).mapped { try await storage.reader.post($0, scope) } != nil
    case "comment_id": try await CommentID(value).mapped { try await storage.reader.comment($0, scope) } != nil
    // Who may read one is asked before what they may do with it.
    case "attachment_id": try await AttachmentID(value).mapped { try await storage.attachments.isShown($0, scope) ? true : nil } != nil
    case "category_id": try await CategoryID(value).mapped { try await storage.reader.category($0, scope) } != nil
    case "case_id": try await CaseID(value).mapped { try await storage.cases.caseView($0, scope) } != nil
    case "word_id": try await storage.cases.watchedWords(tenant).contains { $0.id.description == value }
    case "handle": try await auth.accounts.userID(handle: value, tenant: tenant) != nil
    // No member sees any.
    case "operation_id", "invitation_id", "webhook_id", "delivery_id": false
    // Of the deployment: other tenants than the default one have none.
    case "slug", "saga_id", "job": admin.tenants.isDefault(tenant)
    default: true
    }
  }
}

extension Optional {
  fileprivate func mapped<Result>(_ find: (Wrapped) async throws -> Result?) async throws -> Result? {
    guard let value = self else { return nil }
    return try await find(value)
  }
}
