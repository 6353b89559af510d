import Auth
import ForumKernel
import Testing

@Suite("Handles, mail addresses and passwords")
struct AccountValueTests {
  @Test(
    "handles of letters, digits and inner marks are accepted", arguments: ["ada", "Ada.Lovelace", "a-b_c", "0day", String(repeating: "a", count: 32)])
  func goodHandles(_ text: String) throws { #expect(try Handle(text).text == text) }

  @Test(
    "other handles are refused",
    arguments: [
      "", "ab", ".ada", "-ada", "_ada", "a b", "ada\n", "ada\u{0}", "adа", "ädä", "ada/..", "<ada>", "a😀b", String(repeating: "a", count: 33),
    ])
  func badHandles(_ text: String) { #expect(throws: AppError.self) { try Handle(text) } }

  @Test("handles that differ in case only have one key")
  func handleKey() throws { #expect(try Handle("ADA").key == Handle("ada").key) }

  @Test("names of authority are for administrators to give", arguments: ["admin", "Root", "SYSTEM"])
  func reservedHandles(_ text: String) throws {
    #expect(throws: AppError.self) { try Handle(text) }
    #expect(try Handle(text, allowsReserved: true).text == text)
  }

  @Test(
    "handles for imported authors are valid whatever their name is",
    arguments: ["Ada Lovelace", "李小龙", "", "...", "admin", "<script>", "é", "x@y.org"])
  func importedHandles(_ name: String) throws {
    for handle in Handle.candidates(from: name).prefix(3) { #expect(throws: Never.self) { try Handle(handle.text) } }
  }

  @Test("usual mail addresses are accepted", arguments: ["a@b.org", "first.last+tag@sub.example.org", "ü@exämple.org"])
  func goodAddresses(_ text: String) throws { #expect(try EmailAddress(text).text == text) }

  @Test(
    "what could not be mailed to, or could break out of a mail header, is refused",
    arguments: [
      "", "a", "@b.org", "a@", "a@b", "a@@b.org", "a@b@c.org", "a b@c.org", "a@b.org\r\nBcc: x@y.org", "\"a\"@b.org", "a@-b.org", "a@b..org",
      "a@b.org\u{0}", "<a@b.org>",
    ])
  func badAddresses(_ text: String) { #expect(throws: AppError.self) { try EmailAddress(text) } }

  @Test("a password has 10 to 128 characters, without rules of composition")
  func passwordLength() throws {
    #expect(throws: Never.self) { try Password("many words") }
    #expect(throws: Never.self) { try Password("пароль пароль") }
    #expect(throws: AppError.self) { try Password("ninechars") }
    #expect(throws: AppError.self) { try Password(String(repeating: "ab1", count: 43)) }
  }

  @Test("passwords that are tried first are refused", arguments: ["1234567890", "PASSWORD123", "aaaaaaaaaaaa", "ada.lovelace"])
  func commonPasswords(_ text: String) { #expect(throws: AppError.self) { try Password(text, unlike: ["Ada.Lovelace"]) } }

  @Test("a password is the same from a keyboard that composes and one that does not")
  func normalisation() throws {
    #expect(try Array(Password("caf\u{e9} cr\u{e8}me").text.utf8) == Array(Password("cafe\u{301} cre\u{300}me").text.utf8))
  }
}
