import ForumKernel
import ForumRuntime
import ForumWiring
import Foundation
import Logging
import NIOCore
import NIOPosix

/// Starts a forum, fills it, measures, and removes it again, whatever happens.
struct BenchRun: Sendable {
  /// Of each measurement, before anything is counted: caches fill and connections settle.
  private static let warmUp = Duration.milliseconds(300)
  /// After the start, until memory is looked at.
  private static let idlePause = Duration.seconds(1)

  /// A file of settings; nil: those of every command.
  let config: String?
  let filling: BenchFilling
  let works: [BenchWork]
  let connections: [Int]
  let seconds: Int

  /// What was measured, and what the server wrote last. Throws `conflict` (`store_occupied`) where there is a forum already, `CancellationError`, and what
  /// keeps the forum from starting, being filled or staying.
  func run() async throws -> (report: BenchReport, output: String) {
    let folder = FileManager.default.temporaryDirectory.path + "/forum-bench-\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let adapters = try await emptyAdapters(in: folder)
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let server = try await BenchServer.start(config, in: folder, on: loop)
    defer { server.stop() }
    try await Task.sleep(for: Self.idlePause)
    let idleBytes = server.residentBytes
    let forum = try await fill(server, on: loop)
    let rows = try await measure(server, forum, on: loop)
    let report = BenchReport(
      version: ProgramVersion.text, build: Self.build, cores: ProcessInfo.processInfo.activeProcessorCount,
      adapters: adapters, threads: filling.threads, postsPerThread: filling.posts, rows: rows, startupMilliseconds: server.startup / .milliseconds(1),
      idleBytes: idleBytes, loadedBytes: server.residentBytesMax)
    return (report, server.output)
  }

  /// The ids of the adapters that the settings name, once it is clear that no forum would be written into. Whatever an embedded store makes for that is not
  /// where the forum will be.
  private func emptyAdapters(in folder: String) async throws -> [String] {
    let all = try EnabledAdapters.all()
    let data = folder + "/survey"
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    let settings = try ConfigLoader(extra: all.settings, environment: ProcessInfo.processInfo.environment).load(file: config, flags: ["data": data])
    let output = LogOutput(level: .warning, format: .text)
    defer { output.flush() }
    try await settings.requireEmptyStore(all, logger: output.logger("bench"))
    let named = settings.adapters
    return [
      try all.stores.factory(named: named.store).id, try all.caches.factory(named: named.cache).id, try all.streams.factory(named: named.stream).id,
      try all.indexes.factory(named: named.search).id,
    ]
  }

  private func fill(_ server: BenchServer, on loop: any EventLoop) async throws -> BenchForum {
    var progress = ProgressLine(total: Int64(filling.threads * filling.posts), unit: "posts")
    defer { progress.finish() }
    return try await filling.fill(server.port, on: loop) { progress.advance(to: Int64($0), items: $0) }
  }

  private func measure(_ server: BenchServer, _ forum: BenchForum, on loop: any EventLoop) async throws -> [BenchReport.Row] {
    var progress = ProgressLine(total: Int64(works.count * connections.count), unit: "requests")
    defer { progress.finish() }
    var (rows, sent): ([BenchReport.Row], Int) = ([], 0)
    for work in works {
      let requests = try forum.requests(for: work)
      for count in connections {
        let load = BenchLoad(port: server.port, on: loop)
        try await load.connect(count)
        let warm = try await load.run(requests, for: Self.warmUp)
        let before = try server.cpuSeconds()
        let counts = try await load.run(requests, for: .seconds(seconds))
        rows.append(BenchReport.Row(work, connections: count, counts, cpuSeconds: try server.cpuSeconds() - before))
        sent += warm.all + counts.all
        progress.advance(to: Int64(rows.count), items: sent)
      }
    }
    return rows
  }

  private static var build: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }
}
