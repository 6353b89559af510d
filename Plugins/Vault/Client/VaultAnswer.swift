import Foundation

/// What a vault answers, as far as it is looked at.
struct VaultAnswer: Decodable, Sendable {
  struct Token: Decodable, Sendable {
    let clientToken: String
    let leaseDuration: Int
    let renewable: Bool

    enum CodingKeys: String, CodingKey {
      case clientToken = "client_token"
      case leaseDuration = "lease_duration"
      case renewable
    }
  }

  var leaseID = ""
  var leaseDuration = 0
  var isRenewable = false
  var data: [String: VaultValue] = [:]
  var auth: Token?

  enum CodingKeys: String, CodingKey {
    case leaseID = "lease_id"
    case leaseDuration = "lease_duration"
    case isRenewable = "renewable"
    case data, auth
  }

  /// Nothing at all, as after a revocation.
  init() {}

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    leaseID = try members.decodeIfPresent(String.self, forKey: .leaseID) ?? ""
    leaseDuration = try members.decodeIfPresent(Int.self, forKey: .leaseDuration) ?? 0
    isRenewable = try members.decodeIfPresent(Bool.self, forKey: .isRenewable) ?? false
    data = try members.decodeIfPresent([String: VaultValue].self, forKey: .data) ?? [:]
    auth = try members.decodeIfPresent(Token.self, forKey: .auth)
  }

  /// The fields of the secret: version 2 of the key-value engine has them one level deeper, beside what it knows of the version.
  var fields: [String: VaultValue] {
    if case .object(let inner)? = data["data"], case .object? = data["metadata"] { inner } else { data }
  }
}

/// A value in JSON, as far as secrets are made of them.
enum VaultValue: Codable, Sendable, Equatable {
  case text(String)
  case integer(Int)
  case boolean(Bool)
  case object([String: VaultValue])
  case other

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let flag = try? value.decode(Bool.self) {
      self = .boolean(flag)
    } else if let number = try? value.decode(Int.self) {
      self = .integer(number)
    } else if let members = try? value.decode([String: VaultValue].self) {
      self = .object(members)
    } else {
      self = .other
    }
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .text(let text): try value.encode(text)
    case .integer(let number): try value.encode(number)
    case .boolean(let flag): try value.encode(flag)
    case .object(let members): try value.encode(members)
    case .other: try value.encodeNil()
    }
  }
}

/// What a vault answers when it refuses.
struct VaultRefusal: Decodable, Sendable {
  let errors: [String]?
  let warnings: [String]?

  /// In one line, cut to what fits into a message.
  var words: String {
    let text = ((errors ?? []) + (warnings ?? [])).joined(separator: "; ")
    return String(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(Self.wordsMax))
  }

  private static let wordsMax = 400
}
