public import ForumKernel

/// The forum's use cases over its ports. Reads that only show what is visible go to `reader` directly.
public struct ForumModule: Sendable {
  public let reader: any ForumReader
  public let watchedWords: WatchedWordDirectory
  let store: any ForumStore
  let cases: any ModerationReader
  let accounts: any AccountDirectory
  let renderer: any BodyRenderer
  let policy: ModerationPolicy

  public init(
    store: any ForumStore, reader: any ForumReader, cases: any ModerationReader, accounts: any AccountDirectory, renderer: any BodyRenderer,
    policy: ModerationPolicy
  ) {
    self.store = store
    self.reader = reader
    self.cases = cases
    self.accounts = accounts
    self.renderer = renderer
    self.policy = policy
    watchedWords = WatchedWordDirectory(reader: cases)
  }

  private var gate: Gatekeeper { Gatekeeper(words: watchedWords, policy: policy) }

  public var manageCategories: ManageCategories { ManageCategories(store: store) }
  public var createThread: CreateThread { CreateThread(store: store, renderer: renderer, gate: gate) }
  public var editThread: EditThread { EditThread(store: store, gate: gate) }
  public var moderateThread: ModerateThread { ModerateThread(store: store) }
  public var moveThread: MoveThread { MoveThread(store: store) }
  public var mergeThreads: MergeThreads { MergeThreads(store: store) }
  public var splitThread: SplitThread { SplitThread(store: store) }
  public var undoThreadOperation: UndoThreadOperation { UndoThreadOperation(store: store) }
  public var createPost: CreatePost { CreatePost(store: store, renderer: renderer, gate: gate) }
  public var editPost: EditPost { EditPost(store: store, reader: reader, renderer: renderer, gate: gate) }
  public var readRevisions: ReadRevisions { ReadRevisions(reader: reader) }
  public var deletePost: DeletePost { DeletePost(store: store) }
  public var createComment: CreateComment { CreateComment(store: store, renderer: renderer, gate: gate) }
  public var editComment: EditComment { EditComment(store: store, reader: reader, renderer: renderer, gate: gate) }
  public var deleteComment: DeleteComment { DeleteComment(store: store) }
  public var react: React { React(store: store) }
  /// How a body will look. Throws `invalid` as writing it does.
  public func preview(_ body: String, _ format: BodyFormat) throws -> PostContent { try PostContent.rendered(body, format, renderer) }
  public var importItems: ImportItems { ImportItems(store: store, renderer: renderer) }
  public var exportMessages: ExportMessages { ExportMessages(reader: reader) }

  public var flagContent: FlagContent { FlagContent(store: store, policy: policy) }
  public var readCases: ReadCases { ReadCases(reader: cases) }
  public var workOnCase: WorkOnCase { WorkOnCase(store: store, reader: cases) }
  public var decideCase: DecideCase { DecideCase(store: store, reader: cases, accounts: accounts) }
  public var manageRestrictions: ManageRestrictions { ManageRestrictions(store: store, reader: cases, accounts: accounts) }
  public var manageWatchedWords: ManageWatchedWords { ManageWatchedWords(store: store, reader: cases, directory: watchedWords) }
  public var manageCategoryModerators: ManageCategoryModerators { ManageCategoryModerators(store: store, reader: cases, accounts: accounts) }
  public var seeWithheld: SeeWithheld { SeeWithheld(reader: cases) }
}
