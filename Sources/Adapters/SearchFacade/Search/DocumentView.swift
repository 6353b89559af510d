/// Some attributes of documents: those that the patterns name, also inside objects.
struct DocumentView {
  private let patterns: [String]

  init(_ patterns: [String]) { self.patterns = patterns }

  func of(_ document: FacadeJSON) -> FacadeJSON {
    guard !patterns.contains("*") else { return document }
    return reduced(document, "") ?? [:]
  }

  private func reduced(_ value: FacadeJSON, _ path: String) -> FacadeJSON? {
    if !path.isEmpty, patterns.contains(where: { AttributePath.matches(path, pattern: $0) }) { return value }
    switch value {
    case .object(let members):
      let kept = members.compactMap { member -> FacadeJSON.Member? in
        let inner = path.isEmpty ? member.name : "\(path).\(member.name)"
        return reduced(member.value, inner).map { FacadeJSON.Member(name: member.name, value: $0) }
      }
      return kept.isEmpty && !path.isEmpty ? nil : .object(kept)
    case .array(let items):
      guard patterns.contains(where: { $0.hasPrefix(path + ".") }) else { return nil }
      let kept = items.compactMap { reduced($0, path) }
      return kept.isEmpty ? nil : .array(kept)
    default: return nil
    }
  }
}
