import Auth
import Testing

@testable import TokenCrypto

@Suite struct ImportedHashTests {
  /// Of crypt_blowfish's and hashcat's own examples, and made by PyPI's bcrypt and passlib.
  static let known: [(hash: String, password: String)] = [
    ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"),
    ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*"),
    ("$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U"),
    ("$P$984478476IagS59wHZvyQMArzfx58u.", "hashcat"),
    ("$H$984478476IagS59wHZvyQMArzfx58u.", "hashcat"),
  ]

  private let hasher = Argon2Hasher(wrongAnswer: .zero)

  @Test(arguments: known) func `a hash of another program fits its own password and no other, and is to be made anew`(
    _ hash: String, _ password: String
  ) async throws {
    #expect(hasher.fault(ofImported: hash) == nil && hasher.needsRehash(hash))
    #expect(try await hasher.verify(password, against: hash))
    for wrong in ["", password + "x", String(password.dropLast()), password.uppercased() + "é", password + "\0"] {
      #expect(try await hasher.verify(wrong, against: hash) == false)
    }
    guard hash.hasPrefix("$2a$") else { return }
    for name in ["$2b$", "$2y$"] { #expect(try await hasher.verify(password, against: hash.replacing("$2a$", with: name))) }
  }

  @Test func `bcrypt looks at 72 bytes, as everywhere`() async throws {
    let password = String(repeating: "0123456789abcdef", count: 4) + "01234567"
    let hash = "$2b$04$Nmiu09lyvgTWIg9FDAEMMOs9dIyxr5.GXGtOV4jgFNKtRr7tyjxB."
    #expect(try await hasher.verify(password, against: hash))
    #expect(try await hasher.verify(password + "89", against: hash))
    #expect(try await hasher.verify(String(password.dropLast()), against: hash) == false)
  }

  @Test(
    "what is not whole, costs too much or is of another kind is told without what is in it",
    arguments: [
      ("", "none of bcrypt"), ("5f4dcc3b5aa765d61d8327deb882cf99", "none of bcrypt"), ("$1$abc$def", "none of bcrypt"),
      ("$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "none of bcrypt"),
      ("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe", "not whole"),
      ("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyO*W", "not whole"),
      ("$2b$15$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "cost"),
      ("$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "cost"),
      ("$P$984478476IagS59wHZvyQMArzfx58u", "not whole"), ("$P$S84478476IagS59wHZvyQMArzfx58u.", "rounds"),
      ("$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "KiB"),
      ("$argon2id$v=19$m=19456,t=2,p=8$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "lane"),
    ])
  func refused(_ hash: String, _ words: String) async throws {
    let fault = try #require(hasher.fault(ofImported: hash))
    #expect(fault.contains(words))
    #expect(!fault.contains("CCCCC") && !fault.contains("nf65") && ImportedHash(hash) == nil)
  }

  @Test func `a hash of this program is taken as it is`() async throws {
    #expect(hasher.fault(ofImported: try await hasher.hash("a good pass phrase")) == nil)
  }

  @Test func `a wrong password takes the same time for every kind of hash, and for none`() async throws {
    let hasher = Argon2Hasher(threads: 2, wrongAnswer: .milliseconds(300))
    for hash in Self.known.map(\.hash) + [hasher.dummyHash, "no hash"] {
      let began = ContinuousClock.now
      #expect(try await hasher.verify("a wrong one", against: hash) == false)
      #expect(began.duration(to: .now) >= .milliseconds(300))
    }
  }
}
