/// What names may not hold: joins the module that keeps accounts to the one that keeps the list of watched words.
public protocol NameWatch: Sendable {
  /// A watched word that stands in the name, such as a handle, and may not be in one; nil for a name that is fine.
  func refusedWord(in name: String, tenant: TenantID) async throws -> String?
}

extension NameWatch {
  /// Throws `invalid` with a fault (`watched_word`) for each of the names that holds one.
  public func require(_ names: [(pointer: String, name: String?)], tenant: TenantID) async throws {
    var faults: [Fault] = []
    for (pointer, name) in names {
      guard let name, let word = try await refusedWord(in: name, tenant: tenant) else { continue }
      faults.append(Fault(pointer, "watched_word", "“\(word)” is not allowed here."))
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
  }
}
