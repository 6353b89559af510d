import DequeModule
import NIOCore
import Synchronization

/// The body of a request while it comes in: the connection puts pieces in, and one handler takes them out. The connection reads on only while there is room,
/// so that a body of any length takes little memory.
final class IncomingBody: Sendable {
  /// Bytes that may wait; what one read of the connection brings comes on top.
  static let waitingBytesMax = 65_536

  private enum Answer {
    case piece(ByteBuffer)
    case end
    case failure(any Error)
    case nothing
  }

  private struct State {
    var pieces: Deque<ByteBuffer> = []
    var bytes = 0
    var isWhole = false
    var failure: (any Error)?
    var reader: CheckedContinuation<Void, Never>?
    var isWanted = false
    /// Nobody takes anything any more.
    var isGivenUp = false
  }

  private let state = Mutex(State())
  /// Called when somebody waits for the first piece, and when there is room again.
  private let moved: @Sendable () -> Void

  init(moved: @escaping @Sendable () -> Void) { self.moved = moved }

  /// One that is there as a whole.
  init(whole bytes: ByteBuffer) {
    moved = {}
    offer(bytes)
    finish()
  }

  // MARK: The connection's side

  var isFull: Bool { state.withLock { $0.bytes >= Self.waitingBytesMax && !$0.isGivenUp } }
  /// Whether the handler asked for a piece.
  var isWanted: Bool { state.withLock { $0.isWanted } }

  func offer(_ bytes: ByteBuffer) {
    guard bytes.readableBytes > 0 else { return }
    change { state in
      guard !state.isGivenUp, state.failure == nil else { return }
      state.pieces.append(bytes)
      state.bytes += bytes.readableBytes
    }
  }

  func finish() { change { $0.isWhole = true } }

  /// The body ends here, before its end.
  func fail(_ error: any Error) { change { state in if !state.isWhole, state.failure == nil { state.failure = error } } }

  private func change(_ body: (inout State) -> Void) {
    let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
      body(&state)
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume()
  }

  // MARK: The handler's side

  /// True when nothing of it is still to come.
  var isWhole: Bool { state.withLock { $0.isWhole } }

  /// The next piece; nil at the end. Throws when the client left or took too long, and `CancellationError`.
  func next() async throws -> ByteBuffer? {
    while true {
      let (answer, isMoved) = take()
      if isMoved { moved() }
      switch answer {
      case .piece(let bytes): return bytes
      case .end: return nil
      case .failure(let error): throw error
      case .nothing: await wait()
      }
    }
  }

  /// What still comes is thrown away.
  func giveUp() {
    state.withLock { state in
      state.isGivenUp = true
      state.pieces = []
      state.bytes = 0
    }
    moved()
  }

  private func take() -> (Answer, isMoved: Bool) {
    state.withLock { state in
      let wasWanted = state.isWanted
      state.isWanted = true
      if let piece = state.pieces.popFirst() {
        let wasFull = state.bytes >= Self.waitingBytesMax
        state.bytes -= piece.readableBytes
        return (.piece(piece), !wasWanted || (wasFull && state.bytes < Self.waitingBytesMax))
      }
      if let failure = state.failure { return (.failure(failure), false) }
      if state.isWhole || state.isGivenUp { return (.end, false) }
      return (.nothing, !wasWanted)
    }
  }

  private func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state -> Bool in
          guard state.pieces.isEmpty, state.failure == nil, !state.isWhole, !state.isGivenUp else { return true }
          state.reader = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    } onCancel: {
      fail(CancellationError())
    }
  }
}

/// Tells the connection's guard that the body of the request is taken as it comes, up to so many bytes.
struct BodyIsStreamed {
  let bytesMax: Int
}

/// Tells it that the body is waited for.
struct BodyIsWanted {}

/// The rest of the body never came.
struct BodyBrokeOff: Error {}
