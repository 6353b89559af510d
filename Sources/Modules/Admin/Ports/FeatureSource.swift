public import ForumKernel

/// Who decides what a tenant's feature flags say: the forum itself, from its store, or a flag service on another machine.
public protocol FeatureSource: Sendable {
  /// One flag. What keeps a flag service from answering is a failure, which gives the default of whoever asks; throws where the forum's own store can't
  /// be read.
  func evaluate(_ key: String, _ question: FeatureQuestion) async throws -> Result<FeatureEvaluation, FeatureFailure>
  /// All of the tenant's, by key. A failure says that nothing is known of any of them.
  func evaluateAll(_ question: FeatureQuestion) async throws -> Result<[FeatureAnswer], FeatureFailure>
  /// What the tenant's flags said is to be asked anew: one of them changed.
  func forget(_ tenant: TenantID)
  /// Changes that the event stream tells may have been missed.
  func forgetAll()
  /// Tenants whose flags were changed elsewhere, each some time after; read by one reader. Ends at once where all changes are made here.
  var changes: AsyncStream<TenantID> { get }
  /// How it is now.
  var state: FeatureSourceState { get }
}

/// What is known of a source, for people and for metrics.
public struct FeatureSourceState: Sendable {
  /// One word, for labels.
  public let name: String
  /// The address of the flag service; nil where the flags are kept here.
  public let location: String?
  /// Why the flag service can't be asked; nil while all is well.
  public let problem: String?

  public init(name: String, location: String?, problem: String?) {
    self.name = name
    self.location = location
    self.problem = problem
  }
}
