/// A Lua script: what Redis does in one step. Each has one key.
struct RedisScript: Sendable {
  let source: String

  /// Stores `ARGV[4]` for `ARGV[5]` milliseconds if the value at the moment `ARGV[1]` is `ARGV[3]`, or if there is none when `ARGV[2]` is `0`.
  static let compareAndSet = RedisScript(
    source: """
      local stored = redis.call('GET', KEYS[1])
      local value = nil
      if stored then
        local digits = string.match(stored, '^v(%d+):')
        if digits and #digits == 16 and tonumber(digits) > tonumber(ARGV[1]) then value = string.sub(stored, 19) end
      end
      if ARGV[2] == '0' then
        if value then return 0 end
      elseif value ~= ARGV[3] then
        return 0
      end
      redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[5])
      return 1
      """)

  /// Stores `ARGV[3]` for `ARGV[4]` milliseconds if the raw bytes are `ARGV[2]`, or if there are none when `ARGV[1]` is `0`.
  static let replaceRaw = RedisScript(
    source: """
      local stored = redis.call('GET', KEYS[1])
      if ARGV[1] == '0' then
        if stored then return 0 end
      elseif stored ~= ARGV[2] then
        return 0
      end
      redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
      return 1
      """)

  /// Does to the bucket what `BucketState.take` does, in whole numbers below 2^53, and returns what was there before: the caller computes the
  /// decision from it with the kernel's own arithmetic. `ARGV`: full, units per token, capacity, units wanted, now, window and slack, most.
  static let take = RedisScript(
    source: """
      local full, perToken, capacity = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
      local wanted, now = tonumber(ARGV[4]), tonumber(ARGV[5])
      local stored = redis.call('GET', KEYS[1])
      local units, at, atDigits = full, now, ARGV[5]
      if stored then
        local u, m = string.match(stored, '^b(%-?%d+):(%-?%d+)$')
        if u then units, at, atDigits = tonumber(u), tonumber(m), m end
      end
      local elapsed = math.min(math.max(0, now - at), perToken)
      units = math.min(full, units + elapsed * capacity)
      if now > at then at, atDigits = now, ARGV[5] end
      if units >= wanted then units = units - wanted end
      local kept = math.min(math.max(0, at - now) + tonumber(ARGV[6]), tonumber(ARGV[7]))
      redis.call('SET', KEYS[1], string.format('b%.0f:%s', units, atDigits), 'PX', string.format('%.0f', kept))
      return stored
      """)
}
