public import ForumKernel

/// What is counted, by the hour, from the event stream.
public enum Metric: String, Sendable, CaseIterable {
  case threads, posts, comments, reactions, registrations, logins

  /// The metric that an event of this type counts for.
  public init?(eventType: String) {
    switch eventType {
    case "forum.thread.created": self = .threads
    case "forum.post.created": self = .posts
    case "forum.comment.created": self = .comments
    case "forum.reaction.added": self = .reactions
    case "auth.user.registered": self = .registrations
    case "auth.session.started": self = .logins
    default: return nil
    }
  }
}

/// How trends are summed up.
public enum TrendInterval: String, Sendable, CaseIterable {
  case hour, day, week

  public var milliseconds: Int64 {
    switch self {
    case .hour: 3_600_000
    case .day: 24 * 3_600_000
    case .week: 7 * 24 * 3_600_000
    }
  }
}

/// One point of a trend: `count` events from `start` on, for one interval.
public struct MetricSlice: Sendable, Equatable {
  public let start: Timestamp
  public let count: Int64

  public init(start: Timestamp, count: Int64) {
    self.start = start
    self.count = count
  }
}
