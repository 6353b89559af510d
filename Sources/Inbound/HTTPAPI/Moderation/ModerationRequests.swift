import Forum
import ForumKernel

struct NewFlag: BodyFields {
  let reason: Flag.Reason
  let note: String?

  init(_ fields: inout FieldReader) {
    reason = fields.required("reason", .choice())
    note = fields.optional("note", .text(0...ModerationLimits.noteLengthMax), "What the moderators should know.")
  }
}

struct NewCaseNote: BodyFields {
  let note: String

  init(_ fields: inout FieldReader) { note = fields.required("note", .text(1...ModerationLimits.noteLengthMax)) }
}

struct NewDecision: BodyFields {
  let action: Decision.Action
  let note: String?
  let until: Timestamp?

  init(_ fields: inout FieldReader) {
    action = fields.required("action", .choice())
    note = fields.optional("note", .text(0...ModerationLimits.noteLengthMax), "The author reads it, where the decision concerns them.")
    until = fields.optional("until", .time, "When a silence or suspension ends; without it somebody must lift it.")
    if let now = fields.now { fields.check(needs: "action") { () throws(AppError) in _ = try decision(now: now) } }
  }

  func decision(now: Timestamp) throws(AppError) -> Decision { try Decision(action: action, note: note, until: until, now: now) }
}

struct NewWatchedWord: BodyFields {
  let word: String
  let action: WatchedWord.Action
  let replacement: String?

  init(_ fields: inout FieldReader) {
    word = fields.required(
      "word", .line(1...ModerationLimits.watchedWordLengthMax), "A word or phrase, whatever its case and accents; ending in * for all that begins so."
    )
    action = fields.required("action", .choice())
    replacement = fields.optional("replacement", .line(0...ModerationLimits.watchedWordLengthMax), "What replace puts in its place.")
    fields.check(needs: "action") { () throws(AppError) in _ = try draft() }
  }

  func draft() throws(AppError) -> WatchedWordDraft { try WatchedWordDraft(word: word, action: action, replacement: replacement) }
}

/// Which cases to list.
struct QueueQuery: QueryFields {
  let query: CaseQuery
  let page: PageQuery

  init(_ fields: inout FieldReader) {
    query = CaseQuery(
      state: fields.optional("state", .choice(), default: .open), category: fields.optional("category_id", .id(), "Only cases of this category."),
      origin: fields.optional("origin", .choice(), "Only cases that were opened by this."),
      isFree: fields.optional("free", .flag, default: false, "true: only open cases that nobody else has claimed."))
    page = PageQuery(&fields)
  }
}
