public import ForumKernel

/// Reads for moderators; what each caller may see is for the use cases to say.
public protocol ModerationReader: ScheduleReader, HistoryReader {
  /// Open cases: what waits longest first. Resolved ones: what was decided last first.
  func cases(_ scope: ReadScope, _ query: CaseQuery, _ page: PageRequest) async throws -> Page<CaseView>
  /// Open or resolved; nil for one that is not there or whose thread is in a category outside the scope.
  func caseView(_ id: CaseID, _ scope: ReadScope) async throws -> CaseView?
  /// Oldest first.
  func entries(of id: CaseID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<CaseEntryView>
  /// What was done about an account and its content, newest first.
  func entries(about user: UserID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<CaseEntryView>
  /// Oldest first.
  func flags(of id: CaseID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<FlagView>
  /// In the order of their keys.
  func watchedWords(_ tenant: TenantID) async throws -> [WatchedWord]
  /// The categories that this member was given to moderate; the permission for all does not count.
  func moderatedCategories(of user: UserID, _ tenant: TenantID) async throws -> Set<CategoryID>
  /// By handle.
  func moderators(of category: CategoryID, _ tenant: TenantID) async throws -> [AuthorView]

  /// A thread whose opening post is held back, or that waits for its publication; its category tells who may see it.
  func withheldThread(_ id: ThreadID, _ tenant: TenantID) async throws -> ThreadView?
  /// A post that is held back, with the category of its thread.
  func withheldPost(_ id: PostID, _ tenant: TenantID) async throws -> (view: PostView, category: CategoryID)?
  /// A comment that is held back, with the category of its thread; nil for all others.
  func withheldComment(_ id: CommentID, _ tenant: TenantID) async throws -> (view: CommentView, category: CategoryID)?
  /// The visible posts of a thread and those that are held back, in order of position.
  func postsWithWithheld(of thread: ThreadID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<PostView>
}

/// Which cases.
public struct CaseQuery: Sendable, Hashable {
  public enum State: String, Sendable, CaseIterable { case open, resolved }

  public var state: State
  public var category: CategoryID?
  public var origin: ModerationCase.Origin?
  /// Only what nobody but `moderator` has claimed.
  public var isFree: Bool
  /// Who asks.
  public var moderator: UserID?
  /// Only cases of the categories that `moderator` was given.
  public var isScoped: Bool

  public init(
    state: State = .open, category: CategoryID? = nil, origin: ModerationCase.Origin? = nil, isFree: Bool = false, moderator: UserID? = nil,
    isScoped: Bool = false
  ) {
    self.state = state
    self.category = category
    self.origin = origin
    self.isFree = isFree
    self.moderator = moderator
    self.isScoped = isScoped
  }
}
