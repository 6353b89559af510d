import Dispatch
import ForumKernel
import Foundation
import Logging
import Testing

@testable import ForumRuntime

@Suite("Log") struct LogTests {
  /// What `body` logs, line by line.
  private func lines(_ format: LogOutput.Format, _ body: (Logger) -> Void) throws -> [String] {
    let pipe = Pipe()
    let output = LogOutput(
      level: .info, format: format, sink: LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor),
      clock: ManualClock(Timestamp(milliseconds: 0)))
    body(output.logger("test"))
    output.flush()
    try pipe.fileHandleForWriting.close()
    let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
    return try #require(String(validating: bytes, as: UTF8.self)).split(separator: "\n").map(String.init)
  }

  @Test("a line is one JSON object, whatever the message holds") func jsonIsEscaped() throws {
    let hostile = "a\"b\\c\nd\u{1b}[31m\u{0}\u{85}\u{7f}é🙂"
    let metadata: Logger.Metadata = ["key\n": "\(hostile)", "time": "mine", "map": ["a": ["b": "c"]], "list": ["x", "y"]]
    let lines = try lines(.json) { $0.info("\(hostile)", metadata: metadata) }
    #expect(lines.count == 1)
    #expect(!lines[0].unicodeScalars.contains { $0.properties.generalCategory == .control })
    let object = try #require(try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: String])
    #expect(object["message"] == hostile && object["key\n"] == hostile)
    #expect(object["time"] == "1970-01-01T00:00:00.000Z" && object["metadata.time"] == "mine")
    #expect(object["map.a.b"] == "c" && object["list.1"] == "y" && object["level"] == "info" && object["label"] == "test")
  }

  @Test("a text line can't be forged") func textIsEscaped() throws {
    let lines = try lines(.text) { $0.error("one\ntwo", metadata: ["said": "a \"word\""]) }
    #expect(lines == ["1970-01-01T00:00:00.000Z ERROR test: one\\ntwo said=\"a \\\"word\\\"\""])
  }

  @Test("lines carry the request that is being served") func linesCarryTheRequest() throws {
    let correlation = Correlation(requestID: "r-1", traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    let lines = try lines(.json) { logger in Correlation.$current.withValue(correlation) { logger.warning("hello") } }
    #expect(lines[0].contains(#""request_id":"r-1","trace_id":"0af7651916cd43dd8448eb211c80319c""#))
  }

  @Test("the level can change at run time, but for loggers that have their own") func levelChanges() throws {
    let output = LogOutput(level: .info, format: .json, sink: LogSink(descriptor: -1))
    var own = output.logger("own")
    own.logLevel = .error
    output.level = .debug
    #expect(output.logger("new").logLevel == .debug && own.logLevel == .error)
  }

  @Test("a reader that is too slow loses lines, which are counted and told of") func fullBufferDropsAndCounts() throws {
    let pipe = Pipe()
    let sink = LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor, bufferMax: 200_000)
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: 9_999) + [UInt8(ascii: "\n")]
    for _ in 0..<100 { sink.write(line) }
    let dropped = sink.droppedLines
    #expect(dropped > 0)
    // On a thread of its own: those of tasks may all be busy while this one waits.
    DispatchQueue(label: "log.reader").async { _ = pipe.fileHandleForReading.readDataToEndOfFile() }
    #expect(sink.flush(seconds: 30))
    try pipe.fileHandleForWriting.close()
    #expect(sink.droppedLines == dropped)
  }
}
