/// What is measured. Creating comes last: what it adds would be found by the searches of one machine more than by those of another.
enum BenchWork: String, CaseIterable, Encodable {
  case get, list, search, create

  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
