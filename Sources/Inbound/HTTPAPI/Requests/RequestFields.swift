package import ForumKernel

/// What a request carries. The one `init` reads and checks a real body or query, and describes it for OpenAPI: it asks the reader for each field
/// and must not do anything else with the values than store them.
///
/// ```swift
/// struct CreatePostRequest: BodyFields {
///   let body: String
///   let replyToID: PostID?
///
///   init(_ fields: inout FieldReader) {
///     body = fields.required("body", .text(1...ForumLimits.bodyLengthMax), "What the post says.")
///     replyToID = fields.optional("reply_to_id", .id(), "The post it answers.")
///   }
/// }
/// ```
public protocol RequestFields: Sendable {
  init(_ fields: inout FieldReader)
}

/// The JSON object in a request's body.
public protocol BodyFields: RequestFields {}

/// The parameters after the `?`.
public protocol QueryFields: RequestFields {}

extension RequestFields {
  /// The name of the schema in the OpenAPI document: the type's.
  static var schemaName: String { String(describing: Self.self) }
}

extension RequestFields {
  /// What a JSON object holds, by the rules of the type. Throws `invalid` with every fault.
  package init(json: [UInt8], now: Timestamp?) throws(AppError) { self = try FieldReader(json: json, now: now).request() }
}

extension FieldReader {
  /// A reader of the JSON object in these bytes. Throws `invalid` for anything else.
  init(json bytes: [UInt8], now: Timestamp? = nil) throws(AppError) {
    let result: Result<JSONValue, AppError> = bytes.withUnsafeBufferPointer { buffer in
      do throws(AppError) { return .success(try JSONParser.parse(buffer)) } catch { return .failure(error) }
    }
    guard case .object(let members) = try result.get() else {
      throw AppError.validation([Fault("", "wrong_type", "This must be a JSON object.")])
    }
    self.init(members: members, now: now)
  }

  /// What is read, or every fault of it.
  func request<Fields: RequestFields>() throws(AppError) -> Fields {
    let (fields, faults): (Fields, [Fault]) = self.fields()
    guard faults.isEmpty else { throw AppError.validation(faults) }
    return fields
  }

  /// What is read, with every fault of it.
  func fields<Fields: RequestFields>() -> (fields: Fields, faults: [Fault]) {
    var reader = self
    let fields = Fields(&reader)
    return (fields, reader.finished().faults)
  }
}

/// A request without a body.
public struct NoBody: BodyFields {
  public init(_ fields: inout FieldReader) {}
}

/// A request without query parameters.
public struct NoQuery: QueryFields {
  public init(_ fields: inout FieldReader) {}
}

/// What a PATCH says about one field.
public enum Change<Value: Sendable>: Sendable {
  /// The field is not there: leave the value alone.
  case keep
  /// null: there is no value from now on.
  case clear
  case set(Value)

  /// The value after the change.
  public func applied(to current: Value?) -> Value? {
    switch self {
    case .keep: current
    case .clear: nil
    case .set(let value): value
    }
  }
}
