/// A place in the source that breaks a rule of the house.
struct Finding: CustomStringConvertible, Equatable {
  let path: String
  /// From 1; 0 means the whole file.
  let line: Int
  let message: String

  var description: String { line == 0 ? "\(path): \(message)" : "\(path):\(line): \(message)" }
}
