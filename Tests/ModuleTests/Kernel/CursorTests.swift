import ForumKernel
import Testing

@Suite struct CursorTests {
  let signer = CursorSigner(key: [UInt8](repeating: 7, count: 32))
  let position = PagePosition(key: -5, id: RawID(high: 1, low: 2), anchor: 99)

  @Test("a cursor gives its position back")
  func roundTrip() throws {
    #expect(try signer.decode(signer.encode(position, scope: "threads"), scope: "threads") == position)
  }

  @Test("a cursor of another list, of another server or with a changed character is refused")
  func refused() throws {
    let text = signer.encode(position, scope: "threads")
    let other = CursorSigner(key: [UInt8](repeating: 8, count: 32))
    #expect(throws: AppError.self) { try signer.decode(text, scope: "posts") }
    #expect(throws: AppError.self) { try other.decode(text, scope: "threads") }
    for index in text.indices {
      var changed = text
      changed.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
      #expect(throws: AppError.self) { try signer.decode(changed, scope: "threads") }
    }
    for text in ["", "forged", String(repeating: "é", count: 32), text + "A"] {
      #expect(throws: AppError.self) { try signer.decode(text, scope: "threads") }
    }
  }
}
