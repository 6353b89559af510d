/// What a forum with Redis does unlike one with LMDB, by nature.
public enum RedisParity {
  public static let differences = [
    "The nodes share the limits: what somebody has used up on one node is used up on all.",
    "While Redis is away nobody is limited. LMDB is never away.",
  ]
}
