import ForumKernel
import Foundation

/// What is saved of a `ConsumerState`.
struct ConsumerSnapshot: Codable {
  /// The version of this layout.
  private static let layout = 1

  let layout: Int
  let delivered: Int64
  let open: [Int64: ConsumerState.OpenDelivery]

  static func record(_ state: ConsumerState) throws -> ConsumerRecord {
    let snapshot = ConsumerSnapshot(layout: layout, delivered: state.delivered, open: state.open)
    let json = try JSONEncoder().encode(snapshot)
    return ConsumerRecord(
      name: state.settings.name, settings: settingsText(state.settings), ackFloor: state.ackFloor, state: String(decoding: json, as: UTF8.self))
  }

  /// The state as it was saved. Deliveries that were open are due at once: who held them is gone. A position after the stream's `last` message is of
  /// a history that was replaced by a shorter one: it moves back. Throws `conflict` (`consumer_differs`) when deliver or filter settings are others.
  static func state(_ record: ConsumerRecord, settings: ConsumerSettings, last: Int64) throws -> ConsumerState {
    guard record.settings == settingsText(settings) else { throw differs(settings.name) }
    let snapshot = try JSONDecoder().decode(ConsumerSnapshot.self, from: Data(record.state.utf8))
    guard snapshot.layout == layout else {
      throw AppError(.unavailable, "consumer_newer", "The consumer \(settings.name) was saved by another version of this program.")
    }
    let open = snapshot.open.filter { $0.key <= last }.mapValues { ConsumerState.OpenDelivery(attempts: $0.attempts, due: 0) }
    return ConsumerState(settings: settings, delivered: min(snapshot.delivered, last), open: open)
  }

  static func differs(_ name: String) -> AppError {
    AppError(.conflict, "consumer_differs", "The consumer \(name) exists with another start or other filters.")
  }

  private static func settingsText(_ settings: ConsumerSettings) -> String {
    let start =
      switch settings.start {
      case .first: "first"
      case .new: "new"
      case .after(let sequence): "after \(sequence)"
      case .since(let time): "since \(time)"
      }
    return ([start] + settings.filters.map(\.description)).joined(separator: ", ")
  }
}
