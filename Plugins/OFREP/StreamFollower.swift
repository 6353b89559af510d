import AsyncHTTPClient
import ForumKernel
import ForumWiring
import Foundation
import Logging
import NIOCore
import Synchronization

/// Follows one event stream of a flag service, and comes back to it with growing pauses.
struct StreamFollower {
  private static let pauseMin = 1000
  private static let pauseMax = 30_000
  /// One that lived so long was no failure.
  private static let lifeMin = Duration.seconds(10)

  private static let eventsPerSecondMax = 100

  private let address: String
  private var lastID: String?
  private var failures = 0

  init(_ address: String) { self.address = address }

  /// Follows it to its end, and waits for as long as it is to be left alone then.
  mutating func follow(_ flags: OFREPFlags) async {
    let began = ContinuousClock.now
    var (second, inSecond) = (began, 0)
    do {
      var lines = EventLines(lastID: lastID)
      let body = try await flags.client.events(address, after: lastID)
      await flags.streamBegan(address)
      for try await bytes in body {
        let events = try lines.read(bytes.readableBytesView)
        lastID = lines.lastID
        if second + .seconds(1) < .now { (second, inSecond) = (.now, 0) }
        inSecond += events.count
        // Nothing changes as often: reading it all would keep this process from its work.
        guard inSecond <= Self.eventsPerSecondMax else { break }
        for event in events { await flags.streamTold(address, event) }
      }
    } catch {
      // The address may hold what nobody should read.
      OFREPFlags.logger.debug("An event stream of the flag service broke off.", metadata: ["reason": "\(OFREPClient.failure(error).words)"])
    }
    failures = began + Self.lifeMin < .now ? 0 : failures + 1
    let pause = min(Self.pauseMin << min(max(failures - 1, 0), 10), Self.pauseMax)
    try? await Task.sleep(for: .milliseconds(Int.random(in: pause / 2...pause)))
  }
}

extension OFREPFlags {
  /// What happened before is not told: all is asked for again, whatever it was.
  func streamBegan(_ address: String) async {
    for tenant in tenants(of: address) {
      guard let probe = probe(tenant) else { continue }
      memory.withLock { memory in
        memory.watched.expire(tenant, .now)
        memory.known[probe]?.entityTag = nil
      }
      _ = await ask(probe)
    }
  }

  func streamTold(_ address: String, _ event: EventLines.Event) async {
    guard let event = try? JSONDecoder().decode(WireEvent.self, from: Data(event.data.utf8)), event.isChange else { return }
    for tenant in tenants(of: address) { await heard(tenant, hint: event.hint) }
  }

  /// Tells of a change and asks what it is; not more often than once a second, whatever streams say.
  func heard(_ tenant: TenantID, hint: String? = nil) async {
    guard memory.withLock({ $0.watched.hear(tenant, .now) }) else { return }
    told.yield(tenant)
    if let probe = probe(tenant) { _ = await ask(probe, hint: hint) }
  }

  private func tenants(of address: String) -> [TenantID] { memory.withLock { Array($0.watched.streams(.now)[address] ?? []) } }
}
