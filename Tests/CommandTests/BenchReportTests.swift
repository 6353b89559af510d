import ForumKernel
import Foundation
import NIOCore
import Testing

@testable import forum_lite

@Suite("What a measurement looks like") struct BenchReportTests {
  private static func row(_ work: BenchWork, _ connections: Int, good: Int, bad: Int = 0) -> BenchReport.Row {
    var counts = BenchCounts()
    for _ in 0..<good { counts.add(BenchAnswer(status: 200, body: ByteBuffer(repeating: 0, count: 812)), after: .microseconds(1250)) }
    for _ in 0..<bad { counts.add(BenchAnswer(status: 503, body: ByteBuffer()), after: .seconds(1)) }
    counts.seconds = 2
    return BenchReport.Row(work, connections: connections, counts, cpuSeconds: 0.5)
  }

  private static func report(_ rows: [BenchReport.Row]) -> BenchReport {
    BenchReport(
      version: "1.2.3", build: "release", cores: 2, adapters: ["store.postgres", "cache.redis"],
      threads: 100, postsPerThread: 30, rows: rows, startupMilliseconds: 122.6, idleBytes: 33 << 20, loadedBytes: 61 << 20)
  }

  @Test("the table has a line for each row, numbers below each other, and - where there is none")
  func table() {
    let report = Self.report([Self.row(.get, 16, good: 10_000), Self.row(.create, 1, good: 0, bad: 3)])
    #expect(
      report.text == """
        forum-lite 1.2.3, release build, 2 cores
        100 threads of 30 posts on store.postgres, cache.redis

        work    connections  requests/s  p50 ms  p99 ms  CPU µs  bytes  failed
        get              16        5000    1.25    1.25      50    812       0
        create            1           0       -       -  166667      -       3

        first 200 after the start: 123 ms
        memory of the server (VmRSS, VmHWM): 33 MiB idle, 61 MiB at most
        """)
  }

  @Test("the JSON has every figure under a name with its unit")
  func json() throws {
    let text = try BackupCommand.text(Self.report([Self.row(.list, 64, good: 999, bad: 1)]))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "version", "build", "cores", "adapters", "threads", "posts_per_thread", "rows", "startup_ms", "resident_bytes_idle", "resident_bytes_max",
      ])
    #expect(object["resident_bytes_max"] as? Int == 61 << 20)
    let row = try #require((object["rows"] as? [[String: Any]])?.first)
    #expect(row["work"] as? String == "list" && row["connections"] as? Int == 64)
    #expect(row["requests"] as? Int == 1000 && row["failed"] as? Int == 1 && row["failures"] as? [String: Int] == ["503": 1])
    #expect(row["requests_per_second"] as? Double == 499.5 && row["cpu_us_per_request"] as? Double == 500)
    #expect(row["p50_ms"] as? Double == 1.25 && row["p99_ms"] as? Double == 1.25 && row["answer_bytes"] as? Int == 812)
  }

  @Test("one failure in a thousand requests is a measurement, one more is none, and is told with its reason and the server's words")
  func failures() throws {
    try Self.report([Self.row(.get, 1, good: 999, bad: 1)]).requireSuccess("")
    let error = try #require(
      #expect(throws: AppError.self) {
        try Self.report([Self.row(.get, 1, good: 998, bad: 1), Self.row(.create, 1, good: 0, bad: 1)]).requireSuccess("the disk is full")
      })
    #expect(error.slug == "requests_failed" && error.message.contains("2 of 1000 requests failed (503: 2)"))
    #expect(error.explanation.contains("the server wrote: the disk is full"))
  }
}
