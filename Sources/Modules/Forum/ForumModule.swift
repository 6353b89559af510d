public import ForumKernel

/// The forum's use cases over its ports. Reads that only show what is visible go to `reader` directly.
public struct ForumModule: Sendable {
  public let reader: any ForumReader
  /// Reads that show only the caller's own marks.
  public let attention: any AttentionReader
  public let watchedWords: WatchedWordDirectory
  public let ignoringReaders: IgnoringReaders
  let store: any ForumStore
  let cases: any ModerationReader
  let accounts: any AccountDirectory
  let renderer: any BodyRenderer
  let policy: ModerationPolicy
  let attachments: AttachmentServices
  let authorDigest: @Sendable (_ word: String, TenantID) -> String

  /// `authorDigest`: under which the store finds an imported author whose account was erased.
  public init(
    store: any ForumStore, reader: any ForumReader, cases: any ModerationReader, attention: any AttentionReader,
    accounts: any AccountDirectory, renderer: any BodyRenderer,
    watchedWords: WatchedWordDirectory, policy: ModerationPolicy, attachments: AttachmentServices,
    authorDigest: @escaping @Sendable (_ word: String, TenantID) -> String
  ) {
    self.store = store
    self.reader = reader
    self.cases = cases
    self.attention = attention
    self.accounts = accounts
    self.renderer = renderer
    self.policy = policy
    self.attachments = attachments
    self.authorDigest = authorDigest
    self.watchedWords = watchedWords
    ignoringReaders = IgnoringReaders(reader: attention)
  }

  private var gate: Gatekeeper { Gatekeeper(words: watchedWords, policy: policy, renderer: renderer) }

  public var manageCategories: ManageCategories { ManageCategories(store: store) }
  public var createThread: CreateThread { CreateThread(store: store, gate: gate) }
  public var editThread: EditThread { EditThread(store: store, gate: gate) }
  public var moderateThread: ModerateThread { ModerateThread(store: store, cases: cases) }
  public var moveThread: MoveThread { MoveThread(store: store) }
  public var mergeThreads: MergeThreads { MergeThreads(store: store) }
  public var splitThread: SplitThread { SplitThread(store: store) }
  public var undoThreadOperation: UndoThreadOperation { UndoThreadOperation(store: store) }
  public var createPost: CreatePost { CreatePost(store: store, gate: gate) }
  public var editPost: EditPost { EditPost(store: store, reader: reader, withheld: seeWithheld, gate: gate) }
  public var readOperations: ReadOperations { ReadOperations(reader: reader) }
  public var readRevisions: ReadRevisions { ReadRevisions(reader: reader) }
  public var deletePost: DeletePost { DeletePost(store: store, cases: cases) }
  public var createComment: CreateComment { CreateComment(store: store, gate: gate) }
  public var editComment: EditComment { EditComment(store: store, reader: reader, gate: gate) }
  public var deleteComment: DeleteComment { DeleteComment(store: store, cases: cases) }
  public var react: React { React(store: store) }
  /// How a body will look. Throws `invalid` as writing it does.
  public func preview(_ body: String, _ format: BodyFormat) throws -> PostContent { try PostContent.rendered(body, format, renderer) }
  public var withdrawTenant: WithdrawTenant { WithdrawTenant(store: store) }
  public var importItems: ImportItems { ImportItems(store: store, renderer: renderer, authorDigest: authorDigest) }
  public var exportMessages: ExportMessages { ExportMessages(reader: reader) }

  public var uploadAttachment: UploadAttachment { UploadAttachment(store: store, services: attachments) }
  public var readAttachments: ReadAttachments { ReadAttachments(services: attachments, cases: cases) }
  public var manageAttachments: ManageAttachments { ManageAttachments(store: store, services: attachments, read: readAttachments) }
  public var collectAttachments: CollectAttachments { CollectAttachments(store: store, services: attachments, drafts: attention) }
  public var eraseAttachments: EraseAttachments { EraseAttachments(store: store, services: attachments) }
  /// Where uploads are while they arrive.
  public var uploadSpool: any UploadSpool { attachments.spool }

  public var markThreadsRead: MarkThreadsRead { MarkThreadsRead(store: store, reader: attention) }
  public var setWatchLevels: SetWatchLevels { SetWatchLevels(store: store) }
  public var keepBookmarks: KeepBookmarks { KeepBookmarks(store: store, reader: attention) }
  public var keepDrafts: KeepDrafts { KeepDrafts(store: store, reader: attention) }
  public var ignoreUsers: IgnoreUsers { IgnoreUsers(store: store, accounts: accounts, readers: ignoringReaders) }

  public var flagContent: FlagContent { FlagContent(store: store, policy: policy) }
  public var readCases: ReadCases { ReadCases(reader: cases) }
  public var workOnCase: WorkOnCase { WorkOnCase(store: store, reader: cases) }
  public var decideCase: DecideCase { DecideCase(store: store, reader: cases, accounts: accounts) }
  public var manageRestrictions: ManageRestrictions { ManageRestrictions(store: store, reader: cases, accounts: accounts) }
  public var manageWatchedWords: ManageWatchedWords { ManageWatchedWords(store: store, reader: cases, directory: watchedWords) }
  public var manageCategoryModerators: ManageCategoryModerators {
    ManageCategoryModerators(store: store, reader: cases, categories: reader, accounts: accounts)
  }
  public var seeWithheld: SeeWithheld { SeeWithheld(reader: cases) }
  public var scheduleThread: ScheduleThread { ScheduleThread(store: store, reader: reader, cases: cases, withheld: seeWithheld) }
  public var seePast: SeePast { SeePast(reader: cases) }
}
