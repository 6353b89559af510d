import ForumKernel

/// The faults of one request, of which only the first ones are kept.
public struct FaultList: Sendable {
  /// More than a person reads; bounds what a hostile request can make us answer.
  static let countMax = 50
  private(set) var faults: [Fault] = []
  /// Where something else stands for a value that could not be read.
  private var unread: [String] = []

  /// Notes a value that can't be read.
  mutating func add(_ pointer: String, _ code: String, _ detail: String) {
    guard faults.count < Self.countMax else { return }
    faults.append(Fault(pointer, code, detail))
    unread.append(pointer)
  }

  /// Notes a broken rule, once.
  mutating func note(_ fault: Fault) {
    if faults.count < Self.countMax, !faults.contains(fault) { faults.append(fault) }
  }

  /// Whether something else stands for the value at this place, for a part of it, or for what it is a part of.
  func isUnread(_ pointer: String) -> Bool {
    unread.contains { $0 == pointer || $0.hasPrefix(pointer + "/") || pointer.hasPrefix($0 + "/") }
  }
}

extension AppError {
  /// Its faults; one of the whole where it names none.
  var placed: [Fault] { faults.isEmpty ? [Fault("", slug, message)] : faults }
}

extension Fault {
  /// The pointer without its first name: `/1` of `/tags/1`.
  var rest: String { String(pointer.dropFirst().drop { $0 != "/" }) }

  /// The pointer up to its second name, which is the item of a list: `/conditions/0` of `/conditions/0/values`.
  var item: String { pointer.split(separator: "/", omittingEmptySubsequences: false).prefix(3).joined(separator: "/") }
}
