/// Tells whether a function's whole body calls a function of the same name with the same arguments: `try await store.post(id, in: tenant)`.
enum Forwarding {
  static func isForwarding(_ function: Declaration, in file: SourceFile) -> Bool {
    let tokens = file.tokens[function.tokens].map(\.text)
    guard let open = tokens.firstIndex(of: "("), let close = closing(open, in: tokens) else { return false }
    guard let brace = tokens[close...].firstIndex(of: "{") else { return false }
    var body = tokens[(brace + 1)..<(tokens.count - 1)].drop { ["return", "try", "await"].contains($0) }
    guard body.popLast() == ")", let start = body.firstIndex(of: "("), start > body.startIndex + 2 else { return false }
    let callee = body[..<start]
    let isPath = callee.enumerated().allSatisfy { $0.offset.isMultiple(of: 2) == ($0.element != ".") }
    return isPath && callee.last == function.name && names(body[(start + 1)...], at: .last) == names(tokens[(open + 1)..<close], at: .first)
  }

  private enum Place { case first, last }

  /// Of each part between commas, the last word of what is before the colon (a parameter) or behind it (an argument); nil when there is more than words.
  private static func names(_ list: ArraySlice<String>, at place: Place) -> [String]? {
    guard !list.isEmpty else { return [] }
    let parts = list.split(separator: ",").map { $0.split(separator: ":") }
    if place == .last, list.contains(where: { !($0.first?.isLetter ?? false) && $0 != ":" && $0 != "," }) { return nil }
    return parts.map { (place == .first ? $0.first : $0.last)?.last ?? "" }
  }

  private static func closing(_ open: Int, in tokens: [String]) -> Int? {
    var depth = 0
    for index in open..<tokens.count {
      if tokens[index] == "(" { depth += 1 }
      if tokens[index] == ")" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }
}
