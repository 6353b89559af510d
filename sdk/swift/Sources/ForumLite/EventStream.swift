import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// `name` is as `/asyncapi.json` has it; `reset` says that what came before is gone: read the current state again, then go on.
public struct ForumEvent: Sendable {
  public let id: String
  public let name: String
  public let data: JSONValue
}

/// The events from now on, or those after `lastEventID`. A break is bridged from where it was. For one reader; cancelling its task ends it.
public final class EventStream: AsyncSequence, AsyncIteratorProtocol {
  public typealias Element = ForumEvent

  /// Seconds without a byte after which a stream counts as broken; the server sends something every 15 s.
  private static let silenceMaxSeconds = 45.0
  /// Seconds between tries at most.
  private static let pauseMax = 30.0
  /// Tries in a row that may fail.
  private static let triesMax = 10

  public private(set) var lastEventID: String?
  private let caller: Caller
  private let request: Request
  private var bytes: EventBytes?
  private var pieces: AsyncThrowingStream<Data, any Error>.AsyncIterator?
  private var parser = EventParser()
  private var failures = 0

  init(_ caller: Caller, _ request: Request, _ lastEventID: String?) async throws {
    self.caller = caller
    self.request = request
    self.lastEventID = lastEventID
    // Opened at once: whatever happens from now on is told.
    try await open()
  }

  deinit { bytes?.close() }

  public func makeAsyncIterator() -> EventStream { self }

  public func close() {
    bytes?.close()
    bytes = nil
    pieces = nil
    failures = Self.triesMax
  }

  public func next() async throws -> ForumEvent? {
    while failures < Self.triesMax {
      try Task.checkCancellation()
      if let event = parser.next() {
        failures = 0
        if !event.id.isEmpty { lastEventID = event.id }
        return event
      }
      do {
        if pieces == nil {
          try await open()
          // Nobody can say what came between.
          if lastEventID == nil { return ForumEvent(id: "", name: "reset", data: .object([:])) }
        }
        if let piece = try await nextPiece() {
          try parser.take(piece)
          continue
        }
      } catch let problem as Problem where problem.kind != .serverError {
        throw problem
      } catch {
        try Task.checkCancellation()
        failures += 1
        if failures == Self.triesMax { throw ConnectionLost(description: "the stream of \(request.path) broke \(failures) times: \(error)") }
      }
      drop()
      let pause = Swift.min(Self.pauseMax, parser.pauseSeconds * Double(1 << Swift.max(0, failures - 1)))
      try await Task.sleep(for: .seconds(pause * Double.random(in: 0.5...1)))
    }
    return nil
  }

  private func nextPiece() async throws -> Data? {
    guard var iterator = pieces else { return nil }
    let piece = try await iterator.next()
    pieces = iterator
    return piece
  }

  private func open() async throws {
    var request = request
    request.headers["Accept"] = "text/event-stream"
    request.headers["Last-Event-ID"] = lastEventID
    let opened = try await caller.send(request) { try await EventBytes.open($0, silenceMaxSeconds: Self.silenceMaxSeconds) }
    bytes = opened
    pieces = opened.pieces.makeAsyncIterator()
    parser.begin()
  }

  private func drop() {
    bytes?.close()
    bytes = nil
    pieces = nil
  }
}

/// The event stream format, as far as the server uses it: lines that end in LF.
struct EventParser {
  private static let lineBytesMax = 1 << 20

  private(set) var pauseSeconds = 1.0
  private var rest = Data()
  private var events: [ForumEvent] = []
  private var id = ""
  private var name = "message"
  private var lines: [String] = []

  /// Forgets what was left of an earlier answer.
  mutating func begin() {
    rest = Data()
    (id, name, lines) = ("", "message", [])
  }

  mutating func next() -> ForumEvent? { events.isEmpty ? nil : events.removeFirst() }

  mutating func take(_ piece: Data) throws {
    rest.append(piece)
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: rest[..<end], as: UTF8.self)
      rest = Data(rest[rest.index(after: end)...])
      try take(line: line.hasSuffix("\r") ? String(line.dropLast()) : line)
    }
    if rest.count > Self.lineBytesMax { throw ConnectionLost(description: "a line of the event stream has no end") }
  }

  private mutating func take(line: String) throws {
    guard !line.isEmpty else {
      if !lines.isEmpty {
        events.append(ForumEvent(id: id, name: name, data: try JSON.decode(JSONValue.self, Data(lines.joined(separator: "\n").utf8))))
      }
      (id, name, lines) = ("", "message", [])
      return
    }
    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    var value = parts.count > 1 ? parts[1] : ""
    if value.hasPrefix(" ") { value = value.dropFirst() }
    switch parts[0] {
    case "id": id = String(value)
    case "event": name = String(value)
    case "data": lines.append(String(value))
    case "retry": if let milliseconds = Double(value) { pauseSeconds = milliseconds / 1000 }
    default: break
    }
  }
}
