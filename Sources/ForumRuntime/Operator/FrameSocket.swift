// The certificates of gRPC bring this module, and with it C types that are then said to be its own.
import CoreFoundation
import ForumKernel
import Foundation
import Glibc

/// JSON messages over a Unix-domain socket, each after its length as four bytes in network order. Blocking: it belongs to one thread.
final class FrameSocket {
  /// A chunk of an import with its longest line fits.
  private static let frameBytesMax = 32 << 20

  private let descriptor: Int32

  init(descriptor: Int32, timeoutSeconds: Int) {
    self.descriptor = descriptor
    var time = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  func send(_ message: some Encodable) throws {
    let body = try JSONEncoder().encode(message)
    var frame = withUnsafeBytes(of: UInt32(body.count).bigEndian) { Array($0) }
    frame += body
    var offset = 0
    while offset < frame.count {
      let count = frame.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress! + offset, frame.count - offset, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw Self.broken }
      offset += count
    }
  }

  /// nil when the other side has closed.
  func receive<Message: Decodable>(_: Message.Type = Message.self) throws -> Message? {
    guard let header = try read(4) else { return nil }
    let length = header.reduce(0) { $0 << 8 | Int($1) }
    guard length <= Self.frameBytesMax, let body = try read(length) else { throw Self.broken }
    return try JSONDecoder().decode(Message.self, from: Data(body))
  }

  private func read(_ count: Int) throws -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var offset = 0
    while offset < count {
      let got = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + offset, count - offset, 0) }
      if got == 0 && offset == 0 { return nil }
      guard got > 0 else { throw Self.broken }
      offset += got
    }
    return bytes
  }

  private static var broken: AppError {
    AppError(.unavailable, "admin_socket_broken", "The connection to the running server broke off: \(String(cString: strerror(errno))).")
  }

  /// The address of the socket in a data directory. Paths of sockets are short (108 bytes): a long one goes by way of the directory's descriptor.
  static func withAddress<Result>(in directory: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result) throws -> Result {
    let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if folder >= 0 { close(folder) } }
    let direct = directory + "/admin.sock"
    let path = direct.utf8.count < 100 ? direct : "/proc/self/fd/\(folder)/admin.sock"
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    return try withUnsafePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { try body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
