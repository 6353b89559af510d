public import ForumKernel
import Synchronization

/// Who ignores anybody at all: few do, and everybody else's reads are those of a visitor.
public final class IgnoringReaders: Sendable {
  private static let page = 10_000

  private let reader: any AttentionReader
  /// nil: not known, so that each reader may be one.
  private let known = Mutex<Set<UserID>?>(nil)

  init(reader: any AttentionReader) { self.reader = reader }

  /// Reads them all, 16 bytes each. Only for where nothing is written but through this process: others' changes are not heard of.
  public func load() async throws {
    var users: Set<UserID> = []
    var last: UserID?
    while true {
      let page = try await reader.ignoringUsers(after: last, limit: Self.page)
      users.formUnion(page)
      guard page.count == Self.page else { break }
      last = page.last
    }
    known.withLock { [users] in $0 = users }
  }

  /// Whether this reader may see another forum than a visitor does. Never wrongly false.
  public func contains(_ user: UserID) -> Bool { known.withLock { $0?.contains(user) ?? true } }

  func add(_ user: UserID) { known.withLock { _ = $0?.insert(user) } }

  /// The posts without the texts of people whom the reader ignores.
  public func marking(_ page: Page<PostView>, for principal: Principal) async throws -> Page<PostView> {
    let ignored = try await ignored(by: principal)
    guard !ignored.isEmpty else { return page }
    return page.map { view in view.author.map { ignored.contains($0.id) } == true ? view.withoutText() : view }
  }

  /// The comments without the texts of people whom the reader ignores.
  public func marking(_ page: Page<CommentView>, for principal: Principal) async throws -> Page<CommentView> {
    let ignored = try await ignored(by: principal)
    guard !ignored.isEmpty else { return page }
    return page.map { view in view.author.map { ignored.contains($0.id) } == true ? view.withoutText() : view }
  }

  private func ignored(by principal: Principal) async throws -> Set<UserID> {
    guard let user = principal.userID, contains(user) else { return [] }
    return try await reader.ignoredIDs(of: user, principal.tenant)
  }
}
