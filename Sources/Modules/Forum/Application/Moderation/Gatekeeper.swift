import ForumKernel

/// Looks at everything that members write before it is saved: watched words, in the source and in what readers see of it, and the first posts of new
/// members. Who moderates passes unseen.
struct Gatekeeper: Sendable {
  let words: WatchedWordDirectory
  let policy: ModerationPolicy
  let renderer: any BodyRenderer

  /// Titles and tags. Throws `invalid` with one fault (`watched_word`) for each place that holds a word that is not allowed.
  func admit(_ lines: [(pointer: String, text: String)], tags: TagSet?, by principal: Principal) async throws -> Admission {
    try await look(at: lines, tags, by: principal).result()
  }

  /// The same with a body, which it renders.
  func admit(
    _ lines: [(pointer: String, text: String)] = [], tags: TagSet? = nil, body: String, _ format: BodyFormat, by principal: Principal
  ) async throws -> (Admission, PostContent) {
    var look = try await look(at: lines, tags, by: principal)
    let source = look.source(body, "/body")
    let rendered = try renderer.render(source, as: format)
    if !look.filter.isEmpty { look.shown(rendered.plainText, "/body") }
    return (try look.result(), PostContent(body: source, format: format, html: rendered.html))
  }

  private func look(at lines: [(pointer: String, text: String)], _ tags: TagSet?, by principal: Principal) async throws -> AdmissionLook {
    let isTrusted = principal.may(.forumModerate)
    var look = AdmissionLook(filter: isTrusted ? .empty : try await words.filter(of: principal.tenant), isTrusted: isTrusted)
    for line in lines { look.line(line.text, line.pointer) }
    if !look.filter.isEmpty { for (index, tag) in (tags?.values ?? []).enumerated() { look.shown(tag, "/tags/\(index)") } }
    return look
  }

  /// Why what `author` writes now must wait; nil when it may be seen at once.
  func wait(of admission: Admission, author: UserID, _ tx: any ForumTransaction) throws -> Admission.Wait? {
    if admission.isTrusted { return nil }
    if !admission.held.isEmpty { return .watchedWords(admission.held) }
    guard policy.approveFirst > 0, policy.holds(try tx.memberRecord(of: author), of: author, now: tx.now) else { return nil }
    return .approval
  }
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
