import Auth
import Forum
import ForumKernel
import HTTPAPI
import Notifications

/// The schema of the forum: its names here, its types in `ContentTypes` and `PeopleTypes`, what can be asked first in `QueryType`. It shows what the REST API
/// shows, by the same readers.
enum ForumGraph {
  static let description = "What can be read of a forum: the things of the REST API under its names in camelCase. Writing is the REST API's."

  static let query = ObjectName<Nothing>("Query")
  static let category = ObjectName<CategoryView>("Category")
  static let thread = ObjectName<ThreadView>("Thread")
  static let threads = ObjectName<Connection<ThreadView>>("ThreadConnection")
  static let post = ObjectName<PostView>("Post")
  static let posts = ObjectName<Connection<PostView>>("PostConnection")
  static let comment = ObjectName<CommentView>("Comment")
  static let comments = ObjectName<Connection<CommentView>>("CommentConnection")
  static let author = ObjectName<AuthorView>("Author")
  static let attachment = ObjectName<AttachmentView>("Attachment")
  static let thumbnail = ObjectName<Blob.Thumbnail>("Thumbnail")
  static let reactionCount = ObjectName<ReactionCount>("ReactionCount")
  static let tag = ObjectName<TagView>("Tag")
  static let hit = ObjectName<SearchHit>("SearchHit")
  static let hits = ObjectName<Connection<SearchHit>>("SearchConnection")
  static let me = ObjectName<User>("Me")
  static let user = ObjectName<PublicUser>("User")
  static let notification = ObjectName<NotificationView>("Notification")
  static let notifications = ObjectName<Connection<NotificationView>>("NotificationConnection")
  static let pageInformation = ObjectName<PageInformation>("PageInfo")

  static let bodyFormat = EnumType("BodyFormat", "How a body was written.", BodyFormat.self)
  static let threadSort = EnumType("ThreadSort", "Newest first: by the last post, or by creation.", ThreadQuery.Order.self)
  static let searchSort = EnumType("SearchSort", "What comes first.", words: ["relevance", "newest", "oldest"])
  static let contentKind = EnumType("ContentKind", "What was found.", SearchDocument.Kind.self)
  static let notificationKind = EnumType("NotificationKind", "Why somebody is notified.", Notification.Kind.self)
  static let content = UnionType(name: "Content", description: "What people write.", members: [post.text, comment.text])

  /// Made once; it holds nothing of any forum.
  static let schema = Schema(query: queryObject.type, types: leaves + objects + connections.flatMap { $0 })

  private static let leaves: [SchemaType] = [
    .scalar(.time), .enumeration(bodyFormat), .enumeration(threadSort), .enumeration(searchSort), .enumeration(contentKind),
    .enumeration(notificationKind),
  ]

  private static let objects: [SchemaType] = [
    categoryObject.schemaType, threadObject.schemaType, postObject.schemaType, commentObject.schemaType, .union(content), authorObject.schemaType,
    attachmentObject.schemaType, thumbnailObject.schemaType, reactionCountObject.schemaType, tagObject.schemaType, hitObject.schemaType,
    meObject.schemaType, userObject.schemaType,
    notificationObject.schemaType, pageObject.schemaType,
  ]

  private static let connections: [[SchemaType]] = [
    GraphObject.connection(threads, edge: ObjectName("ThreadEdge"), of: thread),
    GraphObject.connection(posts, edge: ObjectName("PostEdge"), of: post),
    GraphObject.connection(comments, edge: ObjectName("CommentEdge"), of: comment),
    GraphObject.connection(hits, edge: ObjectName("SearchEdge"), of: hit, counts: true),
    GraphObject.connection(notifications, edge: ObjectName("NotificationEdge"), of: notification),
  ]

  private static let pageObject = GraphObject(pageInformation, "What is around a page.")
    .flag("hasNextPage") { $0.hasNextPage }
    .flag("hasPreviousPage", "Whether the page begins behind a cursor.") { $0.hasPreviousPage }
    .textOrNull("startCursor") { $0.startCursor }
    .textOrNull("endCursor", "For “after” of the next page.") { $0.endCursor }
}
