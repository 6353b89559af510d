import Glibc
import NIOCore
import NIOPosix

/// The address to serve on: free, allowed, and not open to the world unawares.
struct PortCheck {
  private static let check = "port"

  let listen: String
  let isSecure: Bool

  init(_ listen: String, isSecure: Bool) {
    self.listen = listen
    self.isSecure = isSecure
  }

  var findings: [Finding] {
    guard let address = ListenAddress(listen) else {
      return [.bad(Self.check, "\(listen) is no address", do: "Write HOST:PORT, such as 127.0.0.1:8080.")]
    }
    let problem = problem(address)
    return [problem ?? .ok(Self.check, "\(listen) is free")] + (problem == nil ? openness(address) : [])
  }

  private func problem(_ address: ListenAddress) -> Finding? {
    guard let socketAddress = try? SocketAddress.makeAddressResolvingHost(address.host, port: address.port) else {
      return .bad(Self.check, "\(address.host) is no host that this machine knows", do: "Write an address of this machine, or 0.0.0.0 for all.")
    }
    let descriptor = socket(socketAddress.protocol == .inet6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    let isBound = socketAddress.withSockAddr { bind(descriptor, $0, socklen_t($1)) == 0 } && Glibc.listen(descriptor, 1) == 0
    guard !isBound else { return nil }
    switch errno {
    case EADDRINUSE:
      return .bad(
        Self.check, "\(listen) is taken by another program",
        do: "Name another port by --listen, or find who has it: ss -ltnp 'sport = :\(address.port)'")
    case EACCES:
      return .bad(
        Self.check, "this user may not take \(listen)", do: "Use a port from 1024 on, behind a proxy; or let systemd give CAP_NET_BIND_SERVICE.")
    case EADDRNOTAVAIL:
      return .bad(Self.check, "\(address.host) is no address of this machine", do: "Write one of those that `ip address` lists, or 0.0.0.0 for all.")
    default: return .bad(Self.check, "cannot listen at \(listen): \(String(cString: strerror(errno)))", do: "Name another address by --listen.")
    }
  }

  private func openness(_ address: ListenAddress) -> [Finding] {
    guard !isSecure, !address.host.hasPrefix("127."), address.host != "::1", address.host != "localhost" else { return [] }
    return [
      .warning(
        Self.check, "\(listen) can be reached from other machines, without TLS",
        do:
          "Give it a certificate by tls.certificates and tls.key; or serve on 127.0.0.1 behind a proxy with TLS, and name the proxy in trusted_proxies."
      )
    ]
  }
}

/// How many files and connections the system lets one process have.
struct OpenFilesCheck {
  /// The store, the index and the logs, beside the connections.
  private static let own = 200

  let connectionsMax: Int

  var finding: Finding {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .ok("limits", "unknown") }
    let wanted = connectionsMax + Self.own
    guard limit.rlim_cur < wanted else { return .ok("limits", "\(limit.rlim_cur) files and connections at once") }
    return .warning(
      "limits", "the system allows \(limit.rlim_cur) files and connections at once; \(connectionsMax) connections are configured",
      do: "ulimit -n \(wanted), LimitNOFILE=\(wanted) in the unit, or a smaller http.connections_max.")
  }
}
