public import Testing

/// One sentence of a port's contract, and what finds out whether an adapter keeps it. The rules of a port are the arguments of a test:
///
///     @Test("keeps the contract of caches", arguments: CacheContract.rules)
///     func contract(_ rule: ContractRule<CacheUnderTest>) async throws { try await rule.check(subject) }
public struct ContractRule<Subject: Sendable>: Sendable, CustomTestStringConvertible {
  public let sentence: String
  /// Notes a failure of the running test where the adapter does otherwise; throws what the adapter throws.
  public let check: @Sendable (_ subject: Subject) async throws -> Void

  init(_ sentence: String, check: @escaping @Sendable (Subject) async throws -> Void) {
    self.sentence = sentence
    self.check = check
  }

  public var testDescription: String { sentence }
}
