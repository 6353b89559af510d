import Foundation

/// The cases of `Tests/Vectors`.
enum OfficialVectors {
  struct PASETOCase: Decodable {
    let name, seed, token, payload, footer, assertion: String
    let fails: Bool
    let publicKey: String

    enum CodingKeys: String, CodingKey {
      case name, seed, token, payload, footer, assertion, fails
      case publicKey = "public_key"
    }
  }

  struct PASERKCase: Decodable {
    let kind, name, key, paserk: String
    let fails: Bool
  }

  struct SignatureCase: Decodable {
    let id: Int
    let key, message, signature: String
    let isValid: Bool

    enum CodingKeys: String, CodingKey {
      case id, key, message, signature
      case isValid = "is_valid"
    }
  }

  static func read<Case: Decodable>(_ name: String, _: Case.Type = Case.self) throws -> [Case] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try JSONDecoder().decode([Case].self, from: Data(contentsOf: folder.appendingPathComponent("Vectors/\(name).json")))
  }

  static func bytes(_ hex: String) -> [UInt8] {
    stride(from: 0, to: hex.utf8.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
  }
}
