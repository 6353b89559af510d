import ArgumentParser
import Foundation

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure how fast a forum is on this machine.",
    discussion: """
      Starts a forum of its own on a free loopback port in a temporary folder, without rate limits, fills it, measures, and removes it again. Each row is one
      kind of request over so many keep-alive connections of HTTP/1.1, each of which asks again when it has its answer:

        get     one post
        list    30 posts of a thread
        search  two words
        create  a post, which is on the disk when the answer comes

      CPU is that of the server for a request, bytes are those of an answer's body. Failed requests are counted beside those of the rate; when more than
      0.1 % fail, the exit code is not 0.

      The load comes from this program, which shares the processor's cores with the server: what is printed is no promise of what a server alone would do.
      Only ratios within one run mean something, or between runs that were made by turns on the same idle machine.

      With --config the forum stands on the back ends that the file names. They must be empty, and made for this alone: what is written to them stays.

        forum-lite bench --only get,create --connections 16
        forum-lite bench --config postgres.yaml --json
      """)

  private static let connectionsRange = 1...500

  @Option(help: "A YAML file with settings, for other back ends; FORUM_CONFIG names one too.") var config: String?
  @Option(help: "Threads of the forum, 1 to 1000 (default 100).", transform: BenchNumbers.number(in: 1...1000)) var threads = 100
  @Option(help: "Posts in each thread, 1 to 1000 (default 30).", transform: BenchNumbers.number(in: 1...1000)) var posts = 30
  @Option(
    help: "Connections that ask at once, 1 to 500, between commas; each number is a measurement (default 1,16,64).",
    transform: { try CommaList($0, BenchNumbers.number(in: connectionsRange)) }) var connections = CommaList([1, 16, 64])
  @Option(help: "Seconds of each measurement, 1 to 60 (default 3).", transform: BenchNumbers.number(in: 1...60)) var seconds = 3
  @Option(
    help: "What is measured, between commas (default: all).",
    transform: {
      try CommaList($0) { name in
        guard let work = BenchWork(rawValue: name) else { throw ValidationError("“\(name)” is none of \(BenchWork.names).") }
        return work
      }
    }) var only = CommaList(BenchWork.allCases)
  @Flag(help: "Print it as JSON.") var json = false

  func run() async throws {
    try await ErrorReport.exiting {
      let run = BenchRun(
        config: config, filling: BenchFilling(threads: threads, posts: posts), works: BenchWork.allCases.filter(only.elements.contains),
        connections: connections.elements, seconds: seconds)
      let (report, output) = try await Interruption.cancels { try await run.run() }
      print(json ? try BackupCommand.text(report) : report.text)
      try report.requireSuccess(output)
    }
  }
}
