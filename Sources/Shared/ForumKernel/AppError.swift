/// What went wrong, in the field's eight words; each transport has one table that maps them (HTTP: `Problem`).
public struct AppError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable, CaseIterable {
    /// 400 when the request can't be read, 422 when it can but breaks a rule (`faults` is then filled or `isSyntax` false).
    case invalid
    case unauthenticated
    case forbidden
    case notFound = "not_found"
    case conflict
    /// The version the client saw is not the current one (412), or it sent none (428, `isMissing`).
    case stale
    case tooMany = "too_many"
    case unavailable
  }

  public let code: Code
  /// Stable and machine-readable; tells cases of one code apart (`thread_locked`, `handle_taken`).
  public let slug: String
  /// One sentence for a person, safe to show.
  public let message: String
  /// Every broken rule at once, for `invalid`.
  public let faults: [Fault]
  /// When to try again, for `tooMany` and `unavailable`.
  public let retryAfterSeconds: Int?
  /// For `invalid`: the request could not be read at all. For `stale`: the precondition is missing.
  public let isMalformed: Bool
  /// What exactly was wrong, for the log alone: clients that guess must not learn how near they came.
  public let cause: String?
  /// For `forbidden`: when it ends.
  public let until: Timestamp?
  /// For `notFound`: which region has it instead.
  public let region: RegionAddress?

  /// For who operates the forum: the message, and what exactly was wrong.
  public var explanation: String { message + (cause.map { " (\($0))" } ?? "") }

  /// For the log.
  public var description: String { "\(slug): \(explanation)" }

  public init(
    _ code: Code, _ slug: String, _ message: String, faults: [Fault] = [], retryAfterSeconds: Int? = nil, isMalformed: Bool = false,
    cause: String? = nil, until: Timestamp? = nil, region: RegionAddress? = nil
  ) {
    self.code = code
    self.slug = slug
    self.message = message
    self.faults = faults
    self.retryAfterSeconds = retryAfterSeconds
    self.isMalformed = isMalformed
    self.cause = cause
    self.until = until
    self.region = region
  }

  /// Several broken rules of one request.
  public static func validation(_ faults: [Fault]) -> AppError {
    AppError(.invalid, "validation_failed", faults.count == 1 ? "One field is not valid." : "\(faults.count) fields are not valid.", faults: faults)
  }

  /// `noun` is lower case: "thread".
  public static func notFound(_ noun: String) -> AppError { AppError(.notFound, "\(noun)_not_found", "There is no such \(noun).") }
}

/// A part of the world with a deployment of its own.
public struct RegionAddress: Sendable, Equatable {
  public let name: String
  /// `https://eu.example.org`; nil where none is known.
  public let address: String?

  public init(name: String, address: String?) {
    self.name = name
    self.address = address
  }
}

/// One broken rule of a request.
public struct Fault: Sendable, Equatable {
  /// JSON Pointer into the body (`/title`), or the name of a query parameter with `?` before it (`?limit`).
  public let pointer: String
  /// Stable: `required`, `unknown_field`, `wrong_type`, `too_short`, `too_long`, `out_of_range`, `not_allowed`, `malformed`, …
  public let code: String
  /// One sentence for a person.
  public let detail: String

  public init(_ pointer: String, _ code: String, _ detail: String) {
    self.pointer = pointer
    self.code = code
    self.detail = detail
  }

  /// The part of a JSON Pointer that names a member, as RFC 6901 escapes it: `a~1b` for `a/b`.
  public static func escaped(_ name: String) -> String {
    guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
    return name.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
  }
}
