public import ForumKernel
public import ForumWiring
import Foundation

/// The vault, and who asks it.
public struct VaultTarget: Sendable {
  /// How a token is come by.
  public enum LogIn: Sendable {
    case token(any SecretSource)
    /// Where AppRole is mounted, the role, and its secret where it has one.
    case appRole(mount: String, roleID: any SecretSource, secretID: (any SecretSource)?)
  }

  /// Without a slash at the end.
  let address: String
  let namespace: String?
  let authorityFile: String?
  let logIn: LogIn

  /// Throws `invalid` (`vault_address`).
  public init(address: String, namespace: String? = nil, authorityFile: String? = nil, logIn: LogIn) throws(AppError) {
    if let complaint = Self.complaint(address: address) {
      throw AppError(.invalid, "vault_address", "vault.address is not usable: expected \(complaint).")
    }
    self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
    self.namespace = namespace
    self.authorityFile = authorityFile
    self.logIn = logIn
  }

  /// As the settings say. Throws `invalid` (`vault_log_in`) where they name no way to log in, or two.
  public init(_ values: SettingValues) throws(AppError) {
    let settings = VaultSettings()
    func source(_ setting: Setting<String>) -> (any SecretSource)? {
      values.source(setting) ?? (values[setting].isEmpty ? nil : FixedSecret(values[setting]))
    }
    let logIn: LogIn
    switch (source(settings.token), source(settings.roleID)) {
    case (let token?, nil): logIn = .token(token)
    case (nil, let roleID?): logIn = .appRole(mount: values[settings.authMount], roleID: roleID, secretID: source(settings.secretID))
    case (nil, nil):
      throw AppError(
        .invalid, "vault_log_in", "The vault is asked for secrets, and nothing says as whom: set vault.token, or vault.role_id and vault.secret_id.")
    default: throw AppError(.invalid, "vault_log_in", "vault.token and vault.role_id are both set. Set one of them.")
    }
    let (namespace, file) = (values[settings.namespace], values[settings.authorityFile])
    try self.init(
      address: values[settings.address], namespace: namespace.isEmpty ? nil : namespace, authorityFile: file.isEmpty ? nil : file, logIn: logIn)
  }

  /// What was expected instead; nil when the address is usable.
  static func complaint(address: String) -> String? {
    guard let parts = URLComponents(string: address), let host = parts.host, !host.isEmpty, ["http", "https"].contains(parts.scheme) else {
      return "https://host:8200"
    }
    guard parts.user == nil, parts.password == nil else { return "an address without name and password; the token has a setting of its own" }
    return ["", "/"].contains(parts.path) && parts.query == nil && parts.fragment == nil ? nil : "an address without a path"
  }

  /// Whether what is said can be read on the way.
  var isOpenOnTheWay: Bool {
    let parts = URLComponents(string: address)
    return parts?.scheme == "http" && !["127.0.0.1", "localhost", "[::1]", "::1"].contains(parts?.host ?? "")
  }
}
