import ForumKernel
import ForumWiring
import Glibc
public import Notifications

/// What addresses a name has now, of both families.
public struct AddressLookup: Sendable {
  let find: @Sendable (String) async -> [IPAddress]

  /// `find` returns nothing for a name without addresses.
  public init(_ find: @escaping @Sendable (String) async -> [IPAddress]) { self.find = find }

  /// The system's, which can't be given up: whoever waits for a name server that hangs does so on a thread of these.
  public static let system = AddressLookup { host in
    (try? await threads.run { () throws(AppError) in addresses(of: host) }) ?? []
  }

  /// As many as deliveries are on their way at once by default; made when the first name is looked up.
  private static let threads = WorkThreads(
    threads: 64, waitingMax: 1000, busy: AppError(.unavailable, "names_busy", "Too many names are being looked up.", retryAfterSeconds: 5))

  private static func addresses(of host: String) -> [IPAddress] {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &found) == 0 else { return [] }
    defer { freeaddrinfo(found) }
    var addresses: [IPAddress] = []
    var next = found
    while let entry = next {
      if let address = entry.pointee.ai_addr.flatMap(address), !addresses.contains(address) { addresses.append(address) }
      next = entry.pointee.ai_next
    }
    return addresses
  }

  private static func address(_ socket: UnsafeMutablePointer<sockaddr>) -> IPAddress? {
    switch Int32(socket.pointee.sa_family) {
    case AF_INET:
      socket.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
        IPAddress(withUnsafeBytes(of: pointer.pointee.sin_addr) { Array($0) })
      }
    case AF_INET6:
      socket.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
        IPAddress(withUnsafeBytes(of: pointer.pointee.sin6_addr) { Array($0) })
      }
    default: nil
    }
  }
}
