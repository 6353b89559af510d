/// The forum's use cases over its ports. Reads that only show what is visible go to `reader` directly.
public struct ForumModule: Sendable {
  public let reader: any ForumReader
  let store: any ForumStore
  let renderer: any BodyRenderer

  public init(store: any ForumStore, reader: any ForumReader, renderer: any BodyRenderer) {
    self.store = store
    self.reader = reader
    self.renderer = renderer
  }

  public var manageCategories: ManageCategories { ManageCategories(store: store) }
  public var createThread: CreateThread { CreateThread(store: store, renderer: renderer) }
  public var editThread: EditThread { EditThread(store: store) }
  public var moderateThread: ModerateThread { ModerateThread(store: store) }
  public var moveThread: MoveThread { MoveThread(store: store) }
  public var mergeThreads: MergeThreads { MergeThreads(store: store) }
  public var splitThread: SplitThread { SplitThread(store: store) }
  public var undoThreadOperation: UndoThreadOperation { UndoThreadOperation(store: store) }
  public var createPost: CreatePost { CreatePost(store: store, renderer: renderer) }
  public var editPost: EditPost { EditPost(store: store, reader: reader, renderer: renderer) }
  public var readRevisions: ReadRevisions { ReadRevisions(reader: reader) }
  public var deletePost: DeletePost { DeletePost(store: store) }
  public var createComment: CreateComment { CreateComment(store: store, renderer: renderer) }
  public var editComment: EditComment { EditComment(store: store, reader: reader, renderer: renderer) }
  public var deleteComment: DeleteComment { DeleteComment(store: store) }
  public var react: React { React(store: store) }
  /// How a body will look. Throws `invalid` as writing it does.
  public func preview(_ body: String, _ format: BodyFormat) throws -> PostContent { try PostContent.rendered(body, format, renderer) }
  public var importItems: ImportItems { ImportItems(store: store, renderer: renderer) }
  public var exportMessages: ExportMessages { ExportMessages(reader: reader) }
}
