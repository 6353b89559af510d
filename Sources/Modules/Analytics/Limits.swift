/// What analytics answers at most.
public enum AnalyticsLimits {
  /// Points of one trend: a chart shows no more, and it bounds the query.
  public static let pointsMax: Int64 = 1000
}
