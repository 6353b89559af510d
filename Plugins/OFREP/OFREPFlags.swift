public import Admin
public import ForumKernel
import ForumWiring
import Foundation
import Logging
import Synchronization

/// The flags of a flag service that speaks the OpenFeature Remote Evaluation Protocol, such as flagd, Flipt, GO Feature Flag or another forum.
///
/// It is asked with the tenant's name as the attribute `tenant`. Answers count until they are as old as `ofrep.poll_interval`, or until the service tells
/// that something changed. While it can't be asked, the last known answers count, with the reason `STALE`; where there are none, an error of the code
/// `GENERAL` gives the default of whoever asks.
public final class OFREPFlags: FeatureSource {
  typealias Instant = ContinuousClock.Instant
  typealias Flags = OFREPReply.Flags

  static let logger = Logger(label: "flags.ofrep")
  private static let keyBytesMax = 256
  private static let unavailable = FeatureFailure(.general, "The flag service gives no answer, and nothing is known from before.")
  private static let unspeakable = FeatureFailure(.invalidContext, "The context has a number that JSON does not have.")

  public let changes: AsyncStream<TenantID>
  let told: AsyncStream<TenantID>.Continuation
  let target: OFREPTarget
  let client: OFREPClient
  let memory: Mutex<FlagMemory>
  private let following = Mutex<[String: Task<Void, Never>]>([:])
  private let keeping = Mutex<Task<Void, Never>?>(nil)

  /// Asks for nothing before somebody does.
  public init(_ target: OFREPTarget) {
    self.target = target
    client = OFREPClient(target)
    memory = Mutex(FlagMemory(pollInterval: target.pollInterval))
    (changes, told) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(AdminLimits.tenantsMax))
    let pause = min(target.pollInterval / 4, .seconds(1))
    let task = Task { [weak self] in
      while !Task.isCancelled {
        try? await Task.sleep(for: pause)
        guard let self, !Task.isCancelled else { return }
        await self.poll()
        self.followStreams()
      }
    }
    keeping.withLock { $0 = task }
  }

  /// Ends all waits.
  public func close() async {
    // The one that begins others first.
    let keeper = keeping.withLock { $0 }
    keeper?.cancel()
    await keeper?.value
    let tasks = following.withLock { following in
      defer { following = [:] }
      return Array(following.values)
    }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
    told.finish()
    await client.close()
  }

  public var state: FeatureSourceState {
    FeatureSourceState(name: "ofrep", location: target.url, problem: memory.withLock { $0.problem?.words })
  }

  public func evaluate(_ key: String, _ question: FeatureQuestion) async throws -> Result<FeatureEvaluation, FeatureFailure> {
    guard (1...Self.keyBytesMax).contains(key.utf8.count), !key.allSatisfy({ $0 == "." }) else { return .failure(.notFound) }
    guard let all = Self.remote(question) else { return .failure(Self.unspeakable) }
    let one = RemoteQuestion(tenant: all.tenant, key: key, body: all.body)
    await watch(question)
    if let fresh = await ask(one) { return fresh.one(key) }
    // What is known of all flags tells of this one too.
    guard let known = memory.withLock({ $0.known[one]?.flags ?? $0.known[all]?.flags }) else { return .failure(Self.unavailable) }
    return known.stale.one(key)
  }

  public func evaluateAll(_ question: FeatureQuestion) async throws -> Result<[FeatureAnswer], FeatureFailure> {
    guard let all = Self.remote(question) else { return .failure(Self.unspeakable) }
    await watch(question)
    if let fresh = await ask(all) { return fresh }
    return memory.withLock { $0.known[all]?.flags }?.stale ?? .failure(Self.unavailable)
  }

  public func forget(_ tenant: TenantID) { memory.withLock { $0.watched.wasTold(tenant, .now) } }

  /// The forum's event stream is not where this source learns of changes.
  public func forgetAll() {}

  /// What the probe said comes first: a change after an answer would go unnoticed if only then it was asked for the first time.
  private func watch(_ question: FeatureQuestion) async {
    let probe = memory.withLock { memory -> RemoteQuestion? in
      memory.watched.ask(question.tenant, .now) {
        let context = FeatureContext([FeatureContext.targetingKeyName: .text(question.slug)])
        return Self.remote(FeatureQuestion(tenant: question.tenant, slug: question.slug, context: context))
      }
      return memory.watched.tenants[question.tenant]?.probe.flatMap { memory.known[$0] == nil ? $0 : nil }
    }
    if let probe { _ = await ask(probe) }
  }

  /// What the service says, asked for again where that is due; nil where it can't be asked. Several that ask the same wait for one call. `hint`: about the
  /// event that this follows from.
  func ask(_ question: RemoteQuestion, hint: String? = nil) async -> Flags? {
    let step = memory.withLock { memory -> FlagMemory.Step in
      let now = Instant.now
      let step = memory.step(question, now)
      guard case .call = step else { return step }
      let task = Task { await self.call(question, began: now, hint) }
      memory.begin(question, FlagMemory.Flight(began: now, task: task))
      return .wait(task)
    }
    switch step {
    case .known(let flags): return flags
    case .wait(let task): return await task.value
    case .call: return nil
    }
  }

  private func call(_ question: RemoteQuestion, began: Instant, _ hint: String?) async -> Flags? {
    let before = memory.withLock { $0.known[question] }
    do throws(OFREPError) {
      let answer = try await client.ask(question.key, question.body, entityTag: before?.entityTag, hint: hint)
      let reply = try OFREPReply(answer, key: question.key, known: before?.entityTag == nil ? nil : before?.flags)
      let (isNews, isBack) = memory.withLock { $0.succeed(question, reply, bytes: answer.body.count, began, .now) }
      if isBack { Self.logger.notice("The flag service answers again.") }
      if isNews { told.yield(question.tenant) }
      if case .said(_, _, let streams) = reply, question.key == nil, question == probe(question.tenant) { hear(of: streams, question.tenant) }
      return reply.flags
    } catch {
      let warns = memory.withLock { $0.fail(question, error, began, .now, chance: .random(in: 0...1)) }
      if warns { Self.logger.warning("The flag service gives no answer that counts.", metadata: ["reason": "\(error.words)"]) }
      return nil
    }
  }

  /// nil for a tenant that nobody asks for.
  func probe(_ tenant: TenantID) -> RemoteQuestion? { memory.withLock { $0.watched.tenants[tenant]?.probe } }

  private func hear(of streams: [WireStream], _ tenant: TenantID) {
    let base = OFREPTarget.origin(of: target.url) ?? target.url
    let found = streams.compactMap { stream in
      stream.address(base: base).map { WatchedTenants.Stream(address: $0, inactivity: stream.inactivity) }
    }
    memory.withLock { $0.watched.tells(found, of: tenant) }
  }

  /// Begins to follow the streams that are to be followed now, and leaves the others.
  private func followStreams() {
    let wanted = memory.withLock { $0.watched.streams(.now) }
    following.withLock { following in
      for (address, task) in following where wanted[address] == nil {
        task.cancel()
        following[address] = nil
      }
      for address in wanted.keys where following[address] == nil {
        following[address] = Task { [weak self] in
          var follower = StreamFollower(address)
          while !Task.isCancelled, let flags = self { await follower.follow(flags) }
        }
      }
    }
  }

  private func poll() async {
    memory.withLock { $0.watched.dropIdle(.now) }
    for tenant in memory.withLock({ $0.watched.late(.now) }) { await heard(tenant) }
    for tenant in memory.withLock({ Array($0.watched.tenants.keys) }) {
      if let probe = probe(tenant) { _ = await ask(probe) }
    }
  }

  /// For all flags; nil for what can't be said in JSON.
  private static func remote(_ question: FeatureQuestion) -> RemoteQuestion? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let context = question.context.adding(["tenant": .text(question.slug)])
    guard let body = try? encoder.encode(["context": context.attributes]) else { return nil }
    return RemoteQuestion(tenant: question.tenant, key: nil, body: body)
  }
}
