import ForumKernel
import Notifications

enum PreferenceShapes {
  static let digests = NotificationPreferences.Digest.allCases.map(\.rawValue)

  static let preferences = Shape<NotificationPreferences>(
    "NotificationPreferences", "What you want to be told of. What moderators decide is told in any case."
  )
  .flag("reply", "Posts in threads of yours, and answers to your posts.") { $0.reply }
  .flag("comment", "Comments on your posts, and answers to your comments.") { $0.comment }
  .flag("mention", "Texts that name you.") { $0.mention }
  .flag("watched", "What is new in threads and categories that you watch.") { $0.watched }
  .word("digest", of: digests, "How often what is unread comes by mail.") { $0.digest.rawValue }
}

struct PreferencesRequest: BodyFields {
  let preferences: NotificationPreferences

  init(_ fields: inout FieldReader) {
    preferences = NotificationPreferences(
      reply: fields.optional("reply", .flag, default: true), comment: fields.optional("comment", .flag, default: true),
      mention: fields.optional("mention", .flag, default: true), watched: fields.optional("watched", .flag, default: true),
      digest: fields.optional("digest", .choice(), default: .off, "How often what is unread comes by mail."))
  }
}

struct UnsubscribeRequest: BodyFields {
  let token: String

  init(_ fields: inout FieldReader) { token = fields.required("token", .line(1...200), "From the link in the mail.") }
}
