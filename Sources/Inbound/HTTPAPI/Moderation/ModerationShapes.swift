import Forum
import ForumKernel

/// How moderation's views look as JSON.
enum ModerationShapes {
  static let flag = Shape<Flag>("Flag", "Your report of a post or comment.")
    .id("id") { $0.id }
    .word("reason", of: Flag.Reason.allCases.map(\.rawValue)) { $0.reason.rawValue }
    .textOrNull("note") { $0.note }
    .time("created_at") { $0.createdAt }

  static let report = Shape<FlagView>("Report", "Somebody's report as moderators see it.")
    .id("id") { $0.flag.id }
    .textOrNull("reporter_handle", "null when the account is gone.") { $0.reporterHandle }
    .word("reason", of: Flag.Reason.allCases.map(\.rawValue)) { $0.flag.reason.rawValue }
    .textOrNull("note") { $0.flag.note }
    .number("weight", "Points towards hiding the content by itself.") { $0.flag.weight }
    .textOrNull("verdict", "What a decision said about it: agreed, disagreed or ignored.") { $0.flag.verdict?.rawValue }
    .time("created_at") { $0.flag.createdAt }

  static let caseView = Shape<CaseView>("Case", "A post or comment that moderators decide about.")
    .id("id") { $0.moderationCase.id }
    .word("state", of: CaseQuery.State.allCases.map(\.rawValue)) { $0.moderationCase.resolvedAt == nil ? "open" : "resolved" }
    .word("origin", of: ModerationCase.Origin.allCases.map(\.rawValue), "What opened it.") { $0.moderationCase.origin.rawValue }
    .id("category_id") { $0.categoryID }
    .id("thread_id") { $0.moderationCase.subject.threadID }
    .text("thread_title") { $0.threadTitle }
    .id("post_id", "The post, or the one that the comment is under.") { $0.moderationCase.subject.postID }
    .idOrNull("comment_id") { $0.moderationCase.subject.commentID }
    .objectOrNull("author", ForumShapes.author, "Of the content; null when the account is gone.") { $0.author }
    .text("excerpt", "The beginning of the content, as its author wrote it.") { $0.excerpt }
    .textOrNull("withheld", "held: it waits for approval; hidden: it was taken out of view; null: it can be seen, or was deleted.") {
      $0.moderationCase.withheld?.rawValue
    }
    .number("flag_count", "Reports since it was opened.") { $0.moderationCase.flagCount }
    .number("score", "Their points.") { $0.moderationCase.score }
    .textOrNull("claimed_by", "The handle of who works on it.") { $0.claimerHandle }
    .timeOrNull("claimed_at") { $0.moderationCase.claim?.at }
    .textOrNull("outcome", "What was decided.") { $0.moderationCase.outcome?.rawValue }
    .time("opened_at") { $0.moderationCase.openedAt }
    .timeOrNull("resolved_at") { $0.moderationCase.resolvedAt }
    .number("version", "Counts changes; the ETag.") { $0.moderationCase.version }

  static let entry = Shape<CaseEntryView>("CaseEntry", "One line of a history.")
    .id("id") { $0.entry.id }
    .idOrNull("case_id") { $0.entry.caseID }
    .word("kind", of: CaseEntry.Kind.allCases.map(\.rawValue)) { $0.entry.kind.rawValue }
    .textOrNull("action", "What was decided or lifted.") { $0.entry.action }
    .textOrNull("actor_handle", "null for the system, and when the account is gone.") { $0.actorHandle }
    .textOrNull("note") { $0.entry.note }
    .timeOrNull("until", "When a silence or suspension ends.") { $0.entry.until }
    .time("created_at") { $0.entry.createdAt }

  static let watchedWord = Shape<WatchedWord>("WatchedWord", "A word with what happens to texts that hold it.")
    .id("id") { $0.id }
    .text("word") { $0.word }
    .word("action", of: WatchedWord.Action.allCases.map(\.rawValue)) { $0.action.rawValue }
    .textOrNull("replacement") { $0.replacement }
    .time("created_at") { $0.createdAt }
}
