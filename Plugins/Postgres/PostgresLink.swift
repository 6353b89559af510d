import CPQ
import ForumWiring

/// One connection of libpq: sends, waits with a deadline, and gives back rows or a `PostgresError`. Used by one thread at a time.
final class PostgresLink {
  /// The oldest server that the tests run against.
  static let serverVersionMin = 150_000
  private static let clock = ContinuousClock()

  private let handle: OpaquePointer
  private var isFinished = false
  /// The server did not answer before a deadline, and did not hang up either.
  private(set) var isHung = false
  let openedAt = ContinuousClock.now
  let user: String

  /// Connects, blocking. Throws `PostgresSetupError`.
  init(_ settings: PostgresDriverSettings, _ access: PostgresAccess) throws {
    // libpq's words on what it can't read repeat some of it.
    guard cpq_can_read(access.url), PostgresURL.complaint(access.url) == nil else { throw PostgresSetupError.malformedURL }
    // What stands before the URL it may change; what stands behind it, it may not.
    var pairs: [(String, String)] = [
      ("fallback_application_name", "forum-lite"), ("connect_timeout", "\(max(2, settings.connectTimeout.components.seconds))"),
      ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "30000"),
      ("dbname", access.url), ("client_encoding", "UTF8"),
    ]
    if let host = settings.host { pairs += [("host", host.name), ("port", "\(host.port)"), ("target_session_attrs", "any")] }
    if let user = access.user { pairs.append(("user", user)) }
    if let password = access.password { pairs.append(("password", password)) }
    guard let handle = Self.connect(pairs) else { throw PostgresSetupError.unreachable(place: "?", reason: "no memory") }
    self.handle = handle
    user = cpq_user(handle).map { String(cString: $0) } ?? ""
    guard cpq_is_connected(handle) else {
      let reason = String(cString: cpq_error(handle)).split(separator: "\n").joined(separator: "; ")
      throw cpq_used_password(handle)
        ? PostgresSetupError.refused(place: place, reason: reason) : PostgresSetupError.unreachable(place: place, reason: reason)
    }
    let version = Int(cpq_server_version(handle))
    guard version >= Self.serverVersionMin else { throw PostgresSetupError.oldServer(version: version) }
    let encoding = parameter("server_encoding") ?? "UTF8"
    guard encoding == "UTF8" else { throw PostgresSetupError.wrongEncoding(encoding) }
  }

  deinit { finish() }

  var isOpen: Bool { !isFinished && cpq_is_connected(handle) }
  /// False after an error in the transaction, too: then the server takes nothing but a ROLLBACK.
  var isIdle: Bool { isOpen && cpq_transaction_status(handle) == Int32(CPQ_IDLE) }

  /// Ends the connection at once; the server undoes what was not committed.
  func finish() {
    if !isFinished { cpq_finish(handle) }
    isFinished = true
  }

  /// One statement or several without parameters.
  @discardableResult func run(_ script: String, until deadline: ContinuousClock.Instant) throws -> PostgresRows {
    try answer(deadline) { cpq_send_script(handle, script) }
  }

  func prepare(_ name: String, _ text: String, _ types: [UInt32], until deadline: ContinuousClock.Instant) throws {
    _ = try answer(deadline) { cpq_send_prepare(handle, name, text, Int32(types.count), types) }
  }

  /// Runs a prepared statement, or the text itself when it has no name.
  func execute(
    _ name: String?, _ text: String, _ parameters: PostgresParameters, until deadline: ContinuousClock.Instant
  ) throws -> PostgresRows {
    try parameters.withPointers { values, lengths in
      try answer(deadline) {
        guard let name else { return cpq_send_execute(handle, nil, text, parameters.count, parameters.types, values, lengths) }
        return cpq_send_execute(handle, name, nil, parameters.count, nil, values, lengths)
      }
    }
  }

  /// `COPY … FROM STDIN` with all its bytes, in the text format.
  func copy(_ sql: String, _ bytes: [UInt8], until deadline: ContinuousClock.Instant) throws -> PostgresRows {
    try bytes.withUnsafeBytes { bytes in
      let start = bytes.bindMemory(to: CChar.self).baseAddress
      return try result(deadline) { cpq_copy_in(handle, sql, start, Int32(bytes.count), $0) }
    }
  }

  private func answer(_ deadline: ContinuousClock.Instant, _ send: () -> Bool) throws -> PostgresRows {
    guard isOpen else { throw PostgresError("08003", "the connection is closed") }
    guard send() else { throw PostgresError("08006", String(cString: cpq_error(handle))) }
    return try result(deadline) { cpq_await(handle, $0) }
  }

  /// The answer that `wait` gets within so many milliseconds.
  private func result(_ deadline: ContinuousClock.Instant, _ wait: (_ milliseconds: Int32) -> OpaquePointer?) throws -> PostgresRows {
    guard isOpen else { throw PostgresError("08003", "the connection is closed") }
    let left = max(0, Self.clock.now.duration(to: deadline).milliseconds)
    guard let result = wait(Int32(clamping: left)) else {
      let isLate = cpq_is_connected(handle)
      isHung = isLate
      finish()
      throw isLate ? PostgresError("57014", "the server did not answer in time") : PostgresError("", "the connection broke")
    }
    guard cpq_is_failure(result) else { return PostgresRows(result) }
    defer { cpq_clear(result) }
    var error = PostgresError(result)
    error.isFromStandby = parameter("in_hot_standby") == "on"
    throw error
  }

  /// What the server keeps telling of itself; a pooler may leave it out.
  private func parameter(_ name: String) -> String? { cpq_parameter(handle, name).map { String(cString: $0) } }

  /// `127.0.0.1:5432 as forum, database forum`: never the password.
  private var place: String {
    let parts = [cpq_host(handle), cpq_port(handle), cpq_user(handle), cpq_database(handle)].map { $0.map { String(cString: $0) } ?? "?" }
    return "\(parts[0]):\(parts[1]) as \(parts[2]), database \(parts[3])"
  }

  private static func connect(_ pairs: [(String, String)]) -> OpaquePointer? {
    func pointers<Result>(_ texts: ArraySlice<String>, _ found: [UnsafePointer<CChar>?], _ body: ([UnsafePointer<CChar>?]) -> Result) -> Result {
      guard let text = texts.first else { return body(found + [nil]) }
      return text.withCString { pointers(texts.dropFirst(), found + [$0], body) }
    }
    return pointers(pairs.map(\.0)[...], []) { keywords in
      pointers(pairs.map(\.1)[...], []) { values in cpq_connect(keywords, values) }
    }
  }
}
