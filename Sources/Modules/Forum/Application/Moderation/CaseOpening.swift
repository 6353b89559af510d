import ForumKernel

extension ForumTransaction {
  /// The case about `subject`, opened or opened anew with a line in its history and an event where it is not open.
  func openCase(about subject: CaseSubject, by author: UserID?, _ origin: ModerationCase.Origin, note: String? = nil) throws -> ModerationCase {
    if var known = try moderationCase(of: subject.id) {
      if known.reopen(origin, now: now) {
        try update(known)
        try record(.reopened, in: known, note: note)
        try emit(CaseOpened(known))
      }
      return known
    }
    let opened = ModerationCase.open(newID(), about: subject, by: author, origin: origin, now: now)
    try insert(opened)
    try record(.opened, in: opened, note: note)
    try emit(CaseOpened(opened))
    return opened
  }

  /// Adds a line to the history; `concerning`: also to that of this account.
  @discardableResult
  func record(
    _ kind: CaseEntry.Kind, in moderationCase: ModerationCase, action: String? = nil, note: String? = nil, until: Timestamp? = nil,
    concerning user: UserID? = nil
  ) throws -> CaseEntryID {
    let entry = CaseEntry(
      id: newID(), caseID: moderationCase.id, userID: user, kind: kind, action: action, actorID: actor, note: note, until: until, createdAt: now)
    try append(entry)
    return entry.id
  }
}
