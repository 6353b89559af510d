import Auth
import ForumKernel
import Testing
import TokenCrypto

@Suite("Argon2id password hashing")
struct Argon2HasherTests {
  private let hasher = Argon2Hasher(wrongAnswer: .zero)

  @Test("a password fits its own hash and no other password does")
  func hashAndVerify() async throws {
    let hash = try await hasher.hash("correct horse battery")
    #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    #expect(try await hasher.verify("correct horse battery", against: hash))
    #expect(try await hasher.verify("correct horse batterx", against: hash) == false)
    #expect(try await hasher.verify("", against: hash) == false)
    #expect(try await hasher.hash("correct horse battery") != hash)
  }

  @Test("a hash of the reference implementation is verified, and made anew for its weaker settings")
  func foreignHash() async throws {
    let hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
    #expect(try await hasher.verify("password", against: hash))
    #expect(hasher.needsRehash(hash))
    #expect(hasher.needsRehash(try await hasher.hash("some password")) == false)
  }

  @Test(
    "what is no hash of ours fits nothing",
    arguments: ["", "x", "$argon2id$", "$2b$10$abcdefghijklmnopqrstuu5Lo0g67CiD3M4RpN1BmBb6Crp5w7dbK", "plain:secret"])
  func malformedHashes(_ hash: String) async throws {
    #expect(try await hasher.verify("secret", against: hash) == false)
    #expect(hasher.needsRehash(hash))
  }

  @Test("the dummy hash is a real one with today's settings that no password fits")
  func dummyHash() async throws {
    #expect(hasher.needsRehash(hasher.dummyHash) == false)
    #expect(try await hasher.verify("", against: hasher.dummyHash) == false)
  }

  @Test("when the queue is full, the next caller is told when to come again, and all others get their answer")
  func fullQueue() async throws {
    let small = Argon2Hasher(threads: 1, waitingMax: 2)
    let outcomes = await withTaskGroup(of: AppError?.self) { group in
      for _ in 0..<20 {
        group.addTask {
          do {
            _ = try await small.hash("some password")
            return nil
          } catch {
            return error as? AppError
          }
        }
      }
      return await group.reduce(into: [AppError?]()) { $0.append($1) }
    }
    let refused = outcomes.compactMap { $0 }
    #expect(refused.isEmpty == false)
    #expect(outcomes.count - refused.count >= 3)
    #expect(refused.allSatisfy { $0.code == .unavailable && $0.slug == "hashing_busy" && $0.retryAfterSeconds == 1 })
    #expect(try await small.verify("", against: small.dummyHash) == false)
  }
}
