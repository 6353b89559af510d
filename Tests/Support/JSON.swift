import Foundation

/// A JSON value that tests look into: `answer.json["data"]["items"][0]["id"].text`. What is not there is null.
public struct JSON: @unchecked Sendable, CustomStringConvertible {
  // Only values that JSONSerialization made, which nothing changes.
  private let value: Any?

  public init(_ bytes: some Collection<UInt8>) throws {
    value = bytes.isEmpty ? nil : try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
  }

  private init(value: Any?) { self.value = value is NSNull ? nil : value }

  public subscript(_ name: String) -> JSON { JSON(value: (value as? [String: Any])?[name]) }
  public subscript(_ index: Int) -> JSON {
    guard let array = value as? [Any], array.indices.contains(index) else { return JSON(value: nil) }
    return JSON(value: array[index])
  }

  public var text: String { value as? String ?? "" }
  public var number: Int { (value as? NSNumber)?.intValue ?? 0 }
  public var flag: Bool { value as? Bool ?? false }
  public var isNull: Bool { value == nil }
  public var items: [JSON] { (value as? [Any])?.map { JSON(value: $0) } ?? [] }
  public var names: [String] { (value as? [String: Any])?.keys.sorted() ?? [] }
  public var description: String { value.map { "\($0)" } ?? "null" }
}
