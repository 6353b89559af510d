import ForumKernel
import Foundation

/// What boards are called, from a file of JSON lines.
public enum BoardNames {
  private struct Board: Decodable {
    let id: String
    let name: String
  }

  /// Throws `invalid` (`malformed_boards`) with the place of a line that is no board.
  public static func read(_ path: String) throws -> [String: String] {
    var lines = try LineReader(path: path)
    var names: [String: String] = [:]
    while let line = try lines.next() {
      guard let bytes = line.bytes, let board = try? JSONDecoder().decode(Board.self, from: Data(bytes)) else {
        throw AppError(.invalid, "malformed_boards", "\(path):\(line.number): this is not a board: {\"id\": …, \"name\": …}.")
      }
      names[board.id] = board.name
    }
    return names
  }
}
