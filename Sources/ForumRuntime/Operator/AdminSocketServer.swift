import ForumKernel
import Foundation
import Glibc
import Synchronization

/// Lets commands on this machine reach the running server: a socket in the data directory that only its owner may open.
public final class AdminSocketServer: Sendable {
  /// Commands at once; more wait to be accepted.
  private static let connectionsMax = 8
  /// What a request may take.
  private static let workSeconds = 600
  /// A client that sends nothing, or takes nothing, for so long makes room for others.
  public static let idleSecondsDefault = 5

  private let descriptor: Int32
  private let directory: String
  private let idleSeconds: Int
  private let places = DispatchSemaphore(value: connectionsMax)
  private let isClosed = Mutex(false)

  /// Takes the place of a socket that a dead server left: the caller holds the lock on the directory.
  public init(
    directory: String, idleSeconds: Int = idleSecondsDefault, handle: @escaping @Sendable (OperatorRequest) async -> OperatorReply
  ) throws {
    self.directory = directory
    self.idleSeconds = idleSeconds
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    unlink(directory + "/admin.sock")
    let isBound = try FrameSocket.withAddress(in: directory) { bind(descriptor, $0, $1) == 0 }
    guard isBound, chmod(directory + "/admin.sock", 0o600) == 0, listen(descriptor, 16) == 0 else {
      throw AppError(.unavailable, "admin_socket", "Cannot open \(directory)/admin.sock: \(String(cString: strerror(errno))).")
    }
    OwnThread.run { self.accept(handle) }
  }

  public func close() {
    isClosed.withLock { $0 = true }
    shutdown(descriptor, Int32(SHUT_RDWR))
    Glibc.close(descriptor)
    unlink(directory + "/admin.sock")
  }

  private func accept(_ handle: @escaping @Sendable (OperatorRequest) async -> OperatorReply) {
    while !isClosed.withLock({ $0 }) {
      places.wait()
      let client = Glibc.accept(descriptor, nil, nil)
      guard client >= 0 else {
        places.signal()
        // No descriptor is free, or the socket is closed: not at once again.
        usleep(100_000)
        continue
      }
      OwnThread.run { [idleSeconds] in
        Self.serve(FrameSocket(descriptor: client, timeoutSeconds: idleSeconds), handle)
        self.places.signal()
      }
    }
  }

  /// Answers requests in order until the client goes or sends what is no request.
  private static func serve(_ socket: FrameSocket, _ handle: @escaping @Sendable (OperatorRequest) async -> OperatorReply) {
    while let request = try? socket.receive(OperatorRequest.self) {
      let reply = Handover<OperatorReply>()
      Task { reply.put(await handle(request)) }
      guard let answer = reply.take(withinSeconds: workSeconds), (try? socket.send(answer)) != nil else { return }
    }
  }
}

/// Carries one value from a task to the thread that waits for it.
private final class Handover<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let isThere = DispatchSemaphore(value: 0)

  func put(_ value: Value) {
    self.value.withLock { $0 = value }
    isThere.signal()
  }

  /// nil when it took too long.
  func take(withinSeconds seconds: Int) -> Value? {
    isThere.wait(timeout: .now() + .seconds(seconds)) == .success ? value.withLock { $0 } : nil
  }
}
