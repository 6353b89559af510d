public import HTTPTypes

/// Header fields that tests send.
public enum Header {
  public typealias Fields = HTTPFields
  public static let tenant = HTTPField.Name("X-Tenant")!
  public static let channel = HTTPField.Name("Forum-Channel")!
  public static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
