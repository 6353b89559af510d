public import ForumWiring
import Foundation

/// How the vault is reached that secrets of the form `vault://PATH#FIELD` are in.
public struct VaultSettings: Sendable {
  /// The keys; each one's last text says what it is.
  public init() {}

  public let address = Setting(
    "vault.address", default: "https://127.0.0.1:8200", "Where Vault or OpenBao is.", complaint: { VaultTarget.complaint(address: $0) })
  public let token = Setting("vault.token", default: "", secret: true, "A token; not beside vault.role_id.")
  public let roleID = Setting("vault.role_id", default: "", secret: true, "The id of an AppRole to log in with.")
  public let secretID = Setting("vault.secret_id", default: "", secret: true, "A secret id of the AppRole; empty where the role needs none.")
  public let authMount = Setting("vault.auth_mount", default: "approle", "Where AppRole is mounted.") {
    SecretReference(SecretReference.scheme + $0)?.field == nil && SecretReference(SecretReference.scheme + $0) != nil ? nil : "a path such as approle"
  }
  public let namespace = Setting("vault.namespace", default: "", "The namespace; empty: the root one.") {
    $0.contains { $0.isWhitespace || !$0.isASCII } ? "a path without spaces" : nil
  }
  public let authorityFile = Setting(
    "vault.ca_file", default: "", "A PEM file with the authorities that may vouch for the vault; empty: those of the system.",
    complaint: { ReadableFile.complaint($0) })
  public let requestTimeout = Setting(
    "vault.request_timeout", default: .seconds(5), in: .milliseconds(100) ... .seconds(60), "How long one call may take.")

  /// All of them, for the factory.
  public var declarations: [SettingDeclaration] {
    [
      address.declaration, token.declaration, roleID.declaration, secretID.declaration, authMount.declaration, namespace.declaration,
      authorityFile.declaration, requestTimeout.declaration,
    ]
  }
}
