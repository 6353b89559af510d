import ForumKernel

/// Looks at everything that members write before it is saved: watched words, and the first posts of new members. Who moderates passes unseen.
struct Gatekeeper: Sendable {
  let words: WatchedWordDirectory
  let policy: ModerationPolicy

  /// Throws `invalid` with one fault (`watched_word`) for each text that holds a word that is not allowed.
  func admit(_ texts: [(pointer: String, text: String)], by principal: Principal) async throws -> Admission {
    guard !principal.may(.forumModerate) else { return Admission(texts: texts.map(\.text), isTrusted: true) }
    let filter = try await words.filter(of: principal.tenant)
    guard !filter.isEmpty else { return Admission(texts: texts.map(\.text)) }
    let results = texts.map { filter.apply(to: $0.text) }
    let faults = zip(texts, results).flatMap { text, result in
      result.words(.reject).map { Fault(text.pointer, "watched_word", "“\($0)” is not allowed here.") }
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
    return Admission(texts: results.map(\.text), held: results.flatMap { $0.words(.hold) }, flagged: results.flatMap { $0.words(.flag) })
  }

  /// Why what `author` writes now must wait; nil when it may be seen at once.
  func wait(of admission: Admission, author: UserID, _ tx: any ForumTransaction) throws -> Admission.Wait? {
    if admission.isTrusted { return nil }
    if !admission.held.isEmpty { return .watchedWords(admission.held) }
    guard policy.approveFirst > 0, policy.holds(try tx.memberRecord(of: author), of: author, now: tx.now) else { return nil }
    return .approval
  }
}

/// Texts that may be saved, with what moderators should know of them.
struct Admission: Sendable {
  enum Wait {
    case approval
    case watchedWords([String])
  }

  /// With replacements, in the order in which they were given.
  let texts: [String]
  /// Watched words for which the content waits.
  var held: [String] = []
  /// Watched words that moderators are told of.
  var flagged: [String] = []
  var isTrusted = false

  /// True when there is nothing to tell.
  var isClean: Bool { held.isEmpty && flagged.isEmpty }
}

extension ForumTransaction {
  /// Opens the case of new content that waits or holds a watched word.
  func report(_ admission: Admission, wait: Admission.Wait?, of subject: CaseSubject, by author: UserID) throws {
    switch wait {
    case .approval: try hold(subject, author, .approval, note: nil)
    case .watchedWords(let words): try hold(subject, author, .watchedWord, note: Self.list(words))
    case nil:
      if !admission.flagged.isEmpty { _ = try openCase(about: subject, by: author, .watchedWord, note: Self.list(admission.flagged)) }
    }
  }

  /// The same for content that was seen before and has been changed: it is hidden where it must wait.
  func reportChange(_ admission: Admission, of subject: CaseSubject, by author: UserID?) throws {
    let words = admission.held + admission.flagged
    guard !words.isEmpty else { return }
    var opened = try openCase(about: subject, by: author, .watchedWord, note: Self.list(words))
    guard !admission.held.isEmpty, try takeDown(subject) else { return }
    opened.withheld = .hidden
    try update(opened)
  }

  private func hold(_ subject: CaseSubject, _ author: UserID, _ origin: ModerationCase.Origin, note: String?) throws {
    var opened = try openCase(about: subject, by: author, origin, note: note)
    opened.withheld = .held
    try update(opened)
  }

  private static func list(_ words: [String]) -> String { "Watched words: " + words.joined(separator: ", ") }
}
