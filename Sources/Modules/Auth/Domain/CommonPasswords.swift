/// Passwords that are tried first, known by how they are made: a word that everybody takes, dressed up with digits, marks and look-alikes.
enum CommonPasswords {
  /// What is left of such a password without its dress.
  private static let words: Set<String> = [
    "password", "passwort", "passord", "motdepasse", "contrasena", "senha", "parola", "passphrase", "qwerty", "qwertyuiop", "qwertz", "qwertzuiop",
    "azerty", "azertyuiop", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm", "qazwsx", "qazwsxedc", "letmein", "welcome", "iloveyou", "trustno", "monkey",
    "dragon", "master", "sunshine", "princess", "football", "baseball", "basketball", "superman", "batman", "starwars", "pokemon", "computer",
    "internet", "admin", "administrator", "root", "user", "guest", "login", "secret", "changeme", "default", "test", "testing", "hello", "whatever",
    "freedom", "shadow", "michael", "jennifer", "jordan", "liverpool", "chelsea", "arsenal", "barcelona", "manchester", "charlie", "summer", "winter",
    "spring", "autumn", "abc", "abcd", "abcdef", "abcdefg", "abcdefgh", "abcdefghij", "abcdefghijk",
    "abcdefghijklmnopqrstuvwxyz", "forumlite", "forum", "love", "lovely", "flower", "angel", "cookie", "chocolate", "september", "october",
    "november", "december", "january", "february",
  ]
  private static let lookAlikes: [Character: Character] = ["0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"]
  private static let rows = [
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb",
  ]

  /// `password`: any; compared without case.
  static func contains(_ password: String) -> Bool {
    let folded = password.lowercased()
    return Set(folded).count <= 3 || isRepeated(folded) || isWalk(folded) || isDressedWord(folded)
  }

  private static func isDressedWord(_ text: String) -> Bool {
    let candidates = [text, String(text.map { lookAlikes[$0] ?? $0 }), String(text.map { $0 == "1" ? "i" : lookAlikes[$0] ?? $0 })]
    let undressed = candidates + [trimmed(text)].flatMap { [$0, String($0.map { lookAlikes[$0] ?? $0 })] }
    // Whoever puts several words together has made a phrase, which nobody tries first.
    let isOneWord = !trimmed(text).contains(where: \.isWhitespace)
    return undressed.contains { candidate in
      let letters = candidate.filter(\.isLetter)
      return words.contains(candidate) || (isOneWord && letters.count * 2 > text.count && words.contains(String(letters)))
    }
  }

  /// Without the digits and marks around it.
  private static func trimmed(_ text: String) -> String { String(text.drop { !$0.isLetter }.reversed().drop { !$0.isLetter }.reversed()) }

  /// One short piece again and again: `abcabcabcabc`.
  private static func isRepeated(_ text: String) -> Bool {
    let characters = Array(text)
    return (1...max(1, characters.count / 2)).contains { size in
      characters.count % size == 0 && size <= 8 && characters.indices.allSatisfy { characters[$0] == characters[$0 % size] }
    }
  }

  /// Along the alphabet, the digits or a row of keys, in either direction, at most two walks after each other.
  private static func isWalk(_ text: String) -> Bool {
    let characters = Array(text)
    let ways = rows + rows.map { String($0.reversed()) }
    return characters.indices.dropFirst().contains { cut in
      let parts = [String(characters[..<cut]), String(characters[cut...])]
      return parts.allSatisfy { part in ways.contains { $0.contains(part) } }
    }
  }
}
