public import ForumKernel
public import ForumWiring
public import Logging

/// How `search.facade` is configured. The master key is a secret: `FORUM_SEARCH_FACADE_MASTER_KEY_FILE`.
public struct FacadeSettings: Sendable {
  /// The keys; each one's last text says what it is.
  public init() {}

  public let enabled = Setting(
    "search.facade.enabled", default: false, "Whether a search server that answers as Meilisearch does runs beside the forum.")
  public let listen = Setting("search.facade.listen", default: "127.0.0.1:7700", "HOST:PORT of that server; port 0 picks a free one.") {
    Self.address($0) == nil ? "HOST:PORT, such as 127.0.0.1:7700" : nil
  }
  public let masterKey = Setting(
    "search.facade.master_key", default: "", secret: true, "Its master key, at least 16 bytes; empty: whoever reaches it may do everything.",
    complaint: { $0.isEmpty || $0.utf8.count >= 16 ? nil : "nothing, or at least 16 bytes" })
  public let documentsMax = Setting(
    "search.facade.documents_max", defaultBytes: 256 << 20, in: 1 << 20...4 << 30,
    "The most that its documents take as JSON; they are held in memory, several times as large.")
  public let bodyMax = Setting(
    "search.facade.body_max", defaultBytes: 64 << 20, in: 1 << 10...1 << 30, "The largest body of a request to it.")

  /// All of them.
  public var declarations: [SettingDeclaration] {
    [enabled.declaration, listen.declaration, masterKey.declaration, documentsMax.declaration, bodyMax.declaration]
  }

  static func address(_ text: String) -> (host: String, port: Int)? {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    let host = text[..<colon]
    let bare = host.hasPrefix("[") && host.hasSuffix("]") ? host.dropFirst().dropLast() : host
    return bare.isEmpty || (bare.contains(":") && bare.count == host.count) ? nil : (String(bare), Int(port))
  }
}

extension FacadeServer {
  /// The facade as the settings say, with its data in `directory`; nil while it is switched off. Throws what keeps it from opening.
  public static func open(_ values: SettingValues, directory: String, clock: any WallClock, logger: Logger) throws -> FacadeServer? {
    let settings = FacadeSettings()
    guard values[settings.enabled], let address = FacadeSettings.address(values[settings.listen]) else { return nil }
    let facade = try SearchFacade(
      directory: directory, masterKey: values[settings.masterKey], bytesMax: values[settings.documentsMax], clock: clock, logger: logger)
    var limits = Limits()
    limits.bodyBytesMax = values[settings.bodyMax]
    return FacadeServer(facade, host: address.host, port: address.port, limits: limits, logger: logger) { bound in
      logger.notice("the search facade is ready", metadata: ["address": "\(bound)"])
    }
  }
}
