import Dispatch
import Glibc
import Synchronization

/// Writes lines to a file descriptor from a queue of its own, so that a slow terminal or pipe slows no request; those of a moment together, because
/// to wake the queue and write costs more than a line.
/// What does not fit into the buffer is dropped and counted, and a line says so once there is room.
public final class LogSink: Sendable {
  /// About a second of the densest logging; a reader that is further behind is not coming back soon.
  static let bufferBytesMax = 4 << 20
  private static let gatheringTime = DispatchTimeInterval.milliseconds(10)

  private struct State {
    var pending: [UInt8] = []
    var isWriting = false
    var droppedLines = 0
    var droppedTotal = 0
  }

  private let descriptor: Int32
  private let bufferMax: Int
  private let queue = DispatchQueue(label: "forum.log")
  private let state = Mutex(State())

  /// The descriptor stays the caller's.
  public convenience init(descriptor: Int32 = 2) { self.init(descriptor: descriptor, bufferMax: Self.bufferBytesMax) }

  init(descriptor: Int32, bufferMax: Int) {
    self.descriptor = descriptor
    self.bufferMax = bufferMax
  }

  /// Lines that were dropped since the start.
  public var droppedLines: Int { state.withLock { $0.droppedTotal } }

  /// Takes a line with its line end; never waits for the descriptor.
  public func write(_ line: [UInt8]) {
    let mustStart = state.withLock { state in
      guard state.pending.count + line.count <= bufferMax else {
        state.droppedLines += 1
        state.droppedTotal += 1
        return false
      }
      state.pending += line
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if mustStart { queue.asyncAfter(deadline: .now() + Self.gatheringTime) { self.drain() } }
  }

  /// Waits until everything that was taken so far is written, at most `seconds`. False when the time was up.
  @discardableResult
  public func flush(seconds: Int = 2) -> Bool {
    let done = DispatchSemaphore(value: 0)
    queue.async {
      self.drain()
      done.signal()
    }
    return done.wait(timeout: .now() + .seconds(seconds)) == .success
  }

  private func drain() {
    while true {
      let (bytes, dropped) = state.withLock { state -> ([UInt8], Int) in
        let bytes = state.pending
        let dropped = state.droppedLines
        state.pending = []
        state.droppedLines = 0
        state.isWriting = !bytes.isEmpty || dropped > 0
        return (bytes, dropped)
      }
      if bytes.isEmpty, dropped == 0 { return }
      writeAll(bytes)
      if dropped > 0 {
        writeAll(Array("{\"level\":\"warning\",\"message\":\"\(dropped) log lines were dropped: their reader was too slow\"}\n".utf8))
      }
    }
  }

  private func writeAll(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written > 0 {
          rest = rest.dropFirst(written)
        } else if errno == EAGAIN {
          var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          Glibc.poll(&poll, 1, 1000)
        } else if errno != EINTR {
          // Nobody reads standard error any more; there is nowhere left to say so.
          return
        }
      }
    }
  }
}
