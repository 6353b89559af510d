import Dispatch
import Glibc
public import Notifications
import Synchronization

/// What addresses a name has now, of both families.
public struct AddressLookup: Sendable {
  let find: @Sendable (String) async -> [IPAddress]

  /// `find` returns nothing for a name without addresses.
  public init(_ find: @escaping @Sendable (String) async -> [IPAddress]) { self.find = find }

  /// The system's. Its threads wait by themselves: a name server that hangs holds up nothing else.
  public static let system = AddressLookup { host in
    let waiter = LookupWaiter()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        waiter.wait(continuation)
        threads.async { waiter.end(with: addresses(of: host)) }
      }
    } onCancel: {
      waiter.end(with: [])
    }
  }

  private static let threads = DispatchQueue(label: "webhook names", attributes: .concurrent)

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

/// Whoever waits for a name; given up when the time is over, which the system's look-up can't be.
private final class LookupWaiter: Sendable {
  private struct State {
    var continuation: CheckedContinuation<[IPAddress], Never>?
    var result: [IPAddress]?
  }

  private let state = Mutex(State())

  func wait(_ continuation: CheckedContinuation<[IPAddress], Never>) {
    let result = state.withLock { state in
      if state.result == nil { state.continuation = continuation }
      return state.result
    }
    if let result { continuation.resume(returning: result) }
  }

  /// The first result counts.
  func end(with addresses: [IPAddress]) {
    let waiting = state.withLock { state in
      guard state.result == nil else { return CheckedContinuation<[IPAddress], Never>?.none }
      state.result = addresses
      defer { state.continuation = nil }
      return state.continuation
    }
    waiting?.resume(returning: addresses)
  }
}
