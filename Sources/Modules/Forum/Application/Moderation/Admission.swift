import ForumKernel

/// Texts that may be saved, with what moderators should know of them.
struct Admission: Sendable {
  enum Wait {
    case approval
    case watchedWords([String])
  }

  /// With replacements, in the order in which they were given.
  fileprivate(set) var lines: [String] = []
  /// Watched words for which the content waits.
  fileprivate(set) var held: [String] = []
  /// Watched words that moderators are told of.
  fileprivate(set) var flagged: [String] = []
  var isTrusted = false

  /// True when there is nothing to tell.
  var isClean: Bool { held.isEmpty && flagged.isEmpty }
}

/// A look at what somebody wrote, piece by piece; finds every word that is not allowed before it complains.
struct AdmissionLook {
  let filter: WordFilter
  private var admission: Admission
  private var faults: [Fault] = []

  init(filter: WordFilter, isTrusted: Bool) {
    self.filter = filter
    admission = Admission(isTrusted: isTrusted)
  }

  /// A text that is shown as it is; with replacements.
  mutating func line(_ text: String, _ pointer: String) {
    let result = filter.apply(to: text)
    note(result, pointer)
    admission.lines.append(result.text)
  }

  /// The source of a body, with replacements.
  mutating func source(_ text: String, _ pointer: String) -> String {
    let result = filter.apply(to: text)
    note(result, pointer)
    return result.text
  }

  /// What readers see, where nothing can be put in a word's place: it waits for a moderator instead.
  mutating func shown(_ text: String, _ pointer: String) {
    let result = filter.apply(to: text)
    note(result, pointer)
    Self.add(result.words(.replace), to: &admission.held)
  }

  /// Throws `invalid` with one fault (`watched_word`) for each place that holds a word that is not allowed.
  func result() throws(AppError) -> Admission {
    guard faults.isEmpty else { throw AppError.validation(faults) }
    return admission
  }

  private mutating func note(_ result: WordFilter.Result, _ pointer: String) {
    for word in result.words(.reject) {
      let fault = Fault(pointer, "watched_word", "“\(word)” is not allowed here.")
      if !faults.contains(fault) { faults.append(fault) }
    }
    Self.add(result.words(.hold), to: &admission.held)
    Self.add(result.words(.flag), to: &admission.flagged)
  }

  private static func add(_ words: [String], to list: inout [String]) {
    for word in words where !list.contains(word) { list.append(word) }
  }
}
