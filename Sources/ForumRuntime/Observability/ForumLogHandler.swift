public import ForumKernel
public import Logging
import Synchronization

/// Where all loggers of the process write, and the level below which they do not.
public final class LogOutput: Sendable {
  public enum Format: String, Sendable { case json, text }

  let format: Format
  let clock: any WallClock
  private let sink: LogSink
  private let levelIndex: Atomic<Int>

  public init(level: Logger.Level, format: Format, sink: LogSink = LogSink(), clock: any WallClock = SystemClock()) {
    levelIndex = Atomic(Self.index(level))
    self.format = format
    self.sink = sink
    self.clock = clock
  }

  /// May change while the server runs; loggers that were given a level of their own keep it.
  public var level: Logger.Level {
    get { Logger.Level.allCases[levelIndex.load(ordering: .relaxed)] }
    set { levelIndex.store(Self.index(newValue), ordering: .relaxed) }
  }

  /// A logger that writes here, whatever `LoggingSystem` was told.
  public func logger(_ label: String) -> Logger { Logger(label: label) { ForumLogHandler(label: $0, output: self) } }

  private static let isAdopted = Mutex(false)

  /// From now on the loggers of libraries and back ends write here, too. Once in a process: the first output stays.
  public func adopt() {
    Self.isAdopted.withLock { isAdopted in
      if !isAdopted { LoggingSystem.bootstrap { ForumLogHandler(label: $0, output: self) } }
      isAdopted = true
    }
  }

  /// Waits until what was logged is written, at most two seconds.
  public func flush() { sink.flush() }

  /// Lines that were dropped because their reader was too slow.
  public var droppedLines: Int { sink.droppedLines }

  func write(_ line: LogLine) { sink.write(format == .json ? line.json : line.text) }

  private static func index(_ level: Logger.Level) -> Int { Logger.Level.allCases.firstIndex(of: level) ?? 0 }
}

/// Adds the request of the current task to every line.
struct ForumLogHandler: LogHandler {
  private let label: String
  private let output: LogOutput
  private var ownLevel: Logger.Level?
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?

  init(label: String, output: LogOutput) {
    self.label = label
    self.output = output
  }

  var logLevel: Logger.Level {
    get { ownLevel ?? output.level }
    set { ownLevel = newValue }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    // What the line says itself goes before what its surroundings say.
    var fields = event.metadata ?? [:]
    func add(_ key: String, _ value: @autoclosure () -> String?) { if fields[key] == nil, let value = value() { fields[key] = .string(value) } }
    let correlation = Correlation.current
    add("error", event.error.map { "\($0)" })
    add("request_id", correlation.requestID == "-" ? nil : correlation.requestID)
    add("trace_id", correlation.traceID.map { String($0) })
    if !metadata.isEmpty { fields.merge(metadata) { own, _ in own } }
    if let provided = metadataProvider?.get() { fields.merge(provided) { own, _ in own } }
    output.write(LogLine(time: output.clock.now, level: event.level, label: label, message: event.message.description, metadata: fields))
  }
}
