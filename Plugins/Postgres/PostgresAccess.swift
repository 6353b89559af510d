import ForumWiring

/// What a new connection needs to know of who it is.
struct PostgresAccess: Sendable, Equatable {
  let url: String
  let password: String?

  /// As it is now. Throws `PostgresSetupError.noPassword`.
  init(_ settings: PostgresDriverSettings) async throws {
    do {
      url = try await settings.urlSource?.secret() ?? settings.url
      password = try await settings.password?.secret()
    } catch {
      throw PostgresSetupError.noPassword("\(error)")
    }
  }

  /// As soon as it is another one, looked for until `end` and once at least; nil when it stays.
  func changed(_ settings: PostgresDriverSettings, until end: ContinuousClock.Instant) async throws -> PostgresAccess? {
    guard settings.hasChangingSecrets else { return nil }
    repeat {
      let access = try await PostgresAccess(settings)
      if access != self { return access }
      guard (try? await Task.sleep(for: Self.pause)) != nil else { return nil }
    } while ContinuousClock.now < end
    return nil
  }

  private static let pause = Duration.milliseconds(50)
}
