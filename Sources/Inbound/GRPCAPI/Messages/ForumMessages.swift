import Forum
import ForumKernel
import GRPCProto
import Notifications
import SwiftProtobuf

// How the forum's views look as messages.

extension Google_Protobuf_Timestamp {
  init(_ time: ForumKernel.Timestamp) {
    let milliseconds = time.milliseconds
    let seconds = (milliseconds >= 0 ? milliseconds : milliseconds - 999) / 1000
    self.init(seconds: seconds, nanos: Int32(milliseconds - seconds * 1000) * 1_000_000)
  }
}

extension Forumlite_V1_Author {
  init(_ view: AuthorView) {
    self.init()
    id = view.id.description
    handle = view.handle
    displayName = view.displayName
  }
}

extension Forumlite_V1_Category {
  init(_ view: CategoryView) {
    self.init()
    id = view.category.id.description
    slug = view.category.slug
    name = view.category.name
    description_p = view.category.description
    threadCount = view.threadCount
    createdAt = .init(view.category.createdAt)
    updatedAt = .init(view.category.updatedAt)
    version = view.category.version
  }
}

extension Forumlite_V1_Thread {
  init(_ view: ThreadView) {
    self.init()
    id = view.thread.id.description
    categoryID = view.thread.categoryID.description
    if let author = view.author { self.author = .init(author) }
    title = view.thread.title
    slug = view.thread.slug
    tags = view.thread.tags.values
    postCount = view.thread.postCount
    lastPostAt = .init(view.thread.lastPostAt)
    locked = view.thread.isLocked
    pinned = view.thread.isPinned
    withheld = view.thread.deletedAt != nil
    if let unread = view.unread { self.unread = unread }
    if let publication = view.publishAt { publishAt = .init(publication) }
    createdAt = .init(view.thread.createdAt)
    updatedAt = .init(view.thread.updatedAt)
    version = view.thread.version
  }
}

extension Forumlite_V1_Post {
  init(_ view: PostView) {
    self.init()
    let post = view.post
    id = post.id.description
    threadID = post.threadID.description
    if let answered = post.replyToID { replyToID = answered.description }
    if let author = view.author { self.author = .init(author) }
    body = post.content.body
    bodyFormat = post.content.format.rawValue
    bodyHtml = post.content.html
    position = post.position
    reactions = post.reactions.counts
    commentCount = post.commentCount
    createdAt = .init(post.createdAt)
    if let edited = post.editedAt { editedAt = .init(edited) }
    version = post.version
    withheld = post.deletedAt != nil
    ignored = view.isIgnored
    attachments = view.attachments.map(Forumlite_V1_Attachment.init)
  }
}

extension Forumlite_V1_Attachment {
  init(_ view: AttachmentView) {
    self.init()
    let (attachment, blob) = (view.attachment, view.attachment.blob)
    id = attachment.id.description
    filename = attachment.filename.description
    mediaType = blob.type.mediaType
    bytes = blob.bytes
    sha256 = blob.sha256
    if let size = blob.size { (width, height) = (Int64(size.width), Int64(size.height)) }
    description_p = attachment.description
    if let author = view.author { self.author = .init(author) }
    createdAt = .init(attachment.createdAt)
    url = attachment.path
    if let thumbnail = blob.thumbnail { (self.thumbnail, thumbnailURL) = (.init(thumbnail), attachment.thumbnailPath) }
    version = attachment.version
  }
}

extension Forumlite_V1_Thumbnail {
  init(_ thumbnail: Blob.Thumbnail) {
    self.init()
    (width, height) = (Int64(thumbnail.size.width), Int64(thumbnail.size.height))
    bytes = thumbnail.bytes
  }
}

extension Forumlite_V1_Comment {
  init(_ view: CommentView) {
    self.init()
    let comment = view.comment
    id = comment.id.description
    postID = comment.postID.description
    if let parent = comment.parentID { parentID = parent.description }
    depth = comment.depth
    if let author = view.author { self.author = .init(author) }
    body = comment.content.body
    bodyHtml = comment.content.html
    let hasText = !comment.content.body.isEmpty
    deleted = comment.deletedAt != nil && !hasText
    withheld = comment.deletedAt != nil && hasText
    ignored = view.isIgnored
    createdAt = .init(comment.createdAt)
    if let edited = comment.editedAt { editedAt = .init(edited) }
    version = comment.version
  }
}

extension Forumlite_V1_Notification {
  init(_ view: NotificationView) {
    self.init()
    let notification = view.notification
    id = notification.id.description
    kind = notification.kind.rawValue
    threadID = notification.threadID.description
    threadTitle = view.threadTitle
    postID = notification.postID.description
    if let comment = notification.commentID { commentID = comment.description }
    if let handle = view.actorHandle { actorHandle = handle }
    if let notice = notification.notice {
      action = notice.action
      if let note = notice.note { self.note = note }
      if let until = notice.until { self.until = .init(until) }
    }
    createdAt = .init(notification.createdAt)
    if let read = notification.readAt { readAt = .init(read) }
  }
}
