import ForumWiring

/// What a new connection needs to know of who it is.
struct PostgresAccess: Sendable, Equatable {
  let url: String
  let user: String?
  let password: String?
  /// Of the sources, before they were asked.
  let edition: Int
  private let credentials: String?

  /// As it is now. Throws `PostgresSetupError.noPassword`.
  init(_ settings: PostgresDriverSettings) async throws {
    edition = settings.edition
    do {
      url = try await settings.urlSource?.secret() ?? settings.url
      let password = try await settings.password?.secret()
      credentials = try await settings.credentials?.secret()
      let both = try credentials.map { text in
        guard let both = PostgresCredentials(text) else {
          throw PostgresSetupError.noPassword("store.credentials is not \(PostgresCredentials.form)")
        }
        return both
      }
      (user, self.password) = (both?.username, both?.password ?? password)
    } catch let error as PostgresSetupError {
      throw error
    } catch {
      throw PostgresSetupError.noPassword("\(error)")
    }
  }

  static func == (one: PostgresAccess, other: PostgresAccess) -> Bool {
    (one.url, one.user, one.password) == (other.url, other.user, other.password)
  }

  /// As soon as it is another one, looked for until `end` and once at least; nil when it stays.
  func changed(_ settings: PostgresDriverSettings, until end: ContinuousClock.Instant) async throws -> PostgresAccess? {
    guard settings.hasChangingSecrets else { return nil }
    await tellRefusal(settings)
    repeat {
      let access = try await PostgresAccess(settings)
      if access != self { return access }
      guard (try? await Task.sleep(for: Self.pause)) != nil else { return nil }
    } while ContinuousClock.now < end
    return nil
  }

  /// The sources may know how to get others.
  private func tellRefusal(_ settings: PostgresDriverSettings) async {
    await settings.urlSource?.wasRefused(url)
    if let credentials {
      await settings.credentials?.wasRefused(credentials)
    } else if let password {
      await settings.password?.wasRefused(password)
    }
  }

  private static let pause = Duration.milliseconds(50)
}
