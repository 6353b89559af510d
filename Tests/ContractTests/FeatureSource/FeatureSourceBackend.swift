import Admin
import ForumKernel
import ForumRuntime
import Support
import Testing

/// What the suite asks; each decides by flags that are kept in a forum of the test's own.
enum FeatureSourceBackend: String, CaseIterable, CustomTestStringConvertible {
  case store = "flags.store"
  /// Over HTTP, by the forum's own OFREP server.
  case ofrep = "flags.ofrep"

  var testDescription: String { rawValue }

  func with(_ body: @escaping @Sendable (FeatureSourceFixture) async throws -> Void) async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let tenant = forum.application.defaultTenant
      @Sendable func fixture(_ source: any FeatureSource) -> FeatureSourceFixture {
        FeatureSourceFixture(source: source, administrator: root, tenant: tenant.id, slug: tenant.slug)
      }
      switch self {
      case .store: try await body(fixture(forum.application.admin.features))
      case .ofrep:
        try await forum.listening { port in
          try await withRemoteFlags("http://127.0.0.1:\(port)") { try await body(fixture($0)) }
        }
      }
    }
  }
}

/// A source, and whoever keeps its flags.
struct FeatureSourceFixture {
  let source: any FeatureSource
  let administrator: Client
  let tenant: TenantID
  let slug: String

  func keep(_ key: String, _ kind: String, _ variants: [String: Any], _ more: [String: Any] = ["variant": "on"]) async throws {
    let flag = ["kind": kind, "variants": variants, "off_variant": "off"].merging(more) { $1 }
    try await administrator.put("admin/flags/\(key)", flag).expect(200)
  }

  func ask(_ key: String, _ context: [String: AttributeValue] = [:]) async throws -> Result<FeatureEvaluation, FeatureFailure> {
    try await source.evaluate(key, question(context))
  }

  func askAll(_ context: [String: AttributeValue] = [:]) async throws -> [FeatureAnswer] { try await source.evaluateAll(question(context)).get() }

  private func question(_ context: [String: AttributeValue]) -> FeatureQuestion {
    FeatureQuestion(tenant: tenant, slug: slug, context: FeatureContext(context))
  }

  /// Waits until it is so, for at most 20 seconds.
  func until(_ complaint: Comment, _ isTrue: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(20)
    while try await !isTrue() {
      try #require(ContinuousClock.now < end, complaint)
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
