public import ForumKernel
import Glibc
public import Logging

/// A command's line to a forum: to the running server, or to the store itself when none runs.
public final class OperatorLine: Sendable {
  private enum Way: Sendable {
    case server(directory: String)
    case store(Application, StoreLock)
  }

  private static let timeoutSeconds = 600

  private let way: Way

  /// Throws `conflict` (`store_in_use`) when another process holds the store and does not answer, and whatever keeps the store from opening.
  public init(config: ServerConfig, adapters: AdapterSet, logger: Logger) async throws {
    let directory = config.server.data
    do {
      let lock = try StoreLock(directory: directory)
      way = .store(try await Application.build(config: config, adapters: adapters, dataDirectory: directory, logger: logger), lock)
    } catch let error as AppError where error.slug == "store_in_use" {
      guard (try? Self.connect(directory)) != nil else { throw error }
      way = .server(directory: directory)
    }
  }

  /// Throws `notFound` (`no_forum`) where no forum was ever kept: a command would make a new one there.
  public static func requireForum(in directory: String) throws(AppError) {
    guard DataFormat.isClaimed(directory) else {
      throw AppError(.notFound, "no_forum", "There is no forum in \(directory). Name its data directory with --data.")
    }
  }

  /// Whether a running server does the work.
  public var isServer: Bool { if case .server = way { true } else { false } }

  /// Throws what went wrong where the store is open.
  public func call(_ request: OperatorRequest) async throws -> OperatorReply {
    let reply: OperatorReply
    switch way {
    case .store(let application, _):
      // Nothing runs beside this that would index what was written last.
      if case .search = request { try await application.settleIndex() }
      reply = await application.handle(request)
    case .server(let directory):
      reply = try await Self.ask(request, directory)
    }
    if case .failed(let failure) = reply { throw failure.error }
    return reply
  }

  /// A step of a transfer, asked of the store that this line leads to.
  public func transfer(_ request: TransferRequest) async throws -> TransferReply {
    guard case .transfer(let reply) = try await call(.transfer(request)) else {
      throw AppError.otherVersion
    }
    return reply
  }

  /// What `forum-lite stream` asks.
  public func stream(_ request: StreamRequest) async throws -> StreamReply {
    guard case .stream(let reply) = try await call(.stream(request)) else { throw AppError.otherVersion }
    return reply
  }

  /// Closes the store; nothing to do beside a running server.
  public func close() async {
    if case .store(let application, _) = way { await application.close() }
  }

  /// On a thread of its own, since it waits for the server's work.
  private static func ask(_ request: OperatorRequest, _ directory: String) async throws -> OperatorReply {
    try await withCheckedThrowingContinuation { continuation in
      OwnThread.run {
        continuation.resume(
          with: Result {
            let socket = try connect(directory)
            try socket.send(request)
            guard let answer = try socket.receive(OperatorReply.self) else {
              throw AppError(.unavailable, "admin_socket_broken", "The running server ended the connection.")
            }
            return answer
          })
      }
    }
  }

  private static func connect(_ directory: String) throws -> FrameSocket {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    let line = FrameSocket(descriptor: descriptor, timeoutSeconds: timeoutSeconds)
    guard try FrameSocket.withAddress(in: directory, { Glibc.connect(descriptor, $0, $1) == 0 }) else {
      throw AppError(.unavailable, "admin_socket", "No server answers at \(directory)/admin.sock: \(String(cString: strerror(errno))).")
    }
    return line
  }
}

extension AppError {
  /// For a reply of another kind than what was asked for.
  public static var otherVersion: AppError {
    AppError(.invalid, "other_version", "The running server is of another version: use the program that it runs.")
  }
}
