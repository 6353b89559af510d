import Forum
import ForumKernel

/// Moments that must be on one side of now.
extension FieldReader {
  /// When something is to happen; nil where nobody asks for it.
  mutating func ahead(_ name: String, _ description: String = "") -> Timestamp? {
    let time = optional(name, .time, description)
    if let time, let now { check { () throws(AppError) in try ThreadSchedule.requireAhead(time, of: now, "/\(name)") } }
    return time
  }

  /// A moment that has been.
  mutating func past(_ name: String, _ description: String = "") -> Timestamp? {
    let moment = optional(name, .time, description)
    if let moment, let now, moment > now { refuse(name, "out_of_range", "This moment is yet to come.") }
    return moment
  }
}
