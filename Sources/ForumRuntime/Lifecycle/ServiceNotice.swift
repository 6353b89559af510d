import Glibc

/// Tells systemd how the server is (`Type=notify`); without it nothing happens.
enum ServiceNotice {
  enum State: String {
    case ready = "READY=1"
    case stopping = "STOPPING=1"
  }

  static func send(_ state: State) {
    guard let path = getenv("NOTIFY_SOCKET").map({ String(cString: $0) }), path.utf8.count < 108, path.hasPrefix("/") || path.hasPrefix("@") else {
      return
    }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // A name that begins with @ is one without a file: its first byte is 0.
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.map { $0 }) }
    if path.hasPrefix("@") { address.sun_path.0 = 0 }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + path.utf8.count)
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { sendto(descriptor, state.rawValue, state.rawValue.utf8.count, 0, $0, length) }
    }
  }
}
