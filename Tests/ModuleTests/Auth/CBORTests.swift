import ForumKernel
import Support
import Testing

@testable import Auth

@Suite struct CBORTests {
  private func fault(_ bytes: [UInt8]) -> CBORReader.Fault? {
    do throws(CBORReader.Fault) {
      _ = try CBORReader.value(of: bytes)
      return nil
    } catch {
      return error
    }
  }

  /// From the examples of RFC 8949, appendix A.
  @Test func `numbers, texts, bytes, lists and maps are read as the standard's examples have them`() throws {
    let examples: [([UInt8], CBORValue)] = [
      ([0x00], .integer(0)), ([0x17], .integer(23)), ([0x18, 0x18], .integer(24)), ([0x19, 0x03, 0xe8], .integer(1000)),
      ([0x1a, 0x00, 0x0f, 0x42, 0x40], .integer(1_000_000)), ([0x1b, 0, 0, 0, 0xe8, 0xd4, 0xa5, 0x10, 0x00], .integer(1_000_000_000_000)),
      ([0x20], .integer(-1)), ([0x39, 0x03, 0xe7], .integer(-1000)), ([0x3b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], .integer(.min)),
      ([0x40], .bytes([])), ([0x44, 1, 2, 3, 4], .bytes([1, 2, 3, 4])), ([0x64, 0x49, 0x45, 0x54, 0x46], .text("IETF")),
      ([0x62, 0xc3, 0xbc], .text("ü")), ([0xf4], .bool(false)), ([0xf5], .bool(true)), ([0xf6], .null),
      ([0x83, 0x01, 0x82, 0x02, 0x03, 0x80], .array([.integer(1), .array([.integer(2), .integer(3)]), .array([])])),
      ([0xa2, 0x61, 0x61, 0x01, 0x20, 0x02], .map([(.text("a"), .integer(1)), (.integer(-1), .integer(2))])),
    ]
    for (bytes, value) in examples { #expect(try CBORReader.value(of: bytes) == value) }
  }

  @Test func `what is cut off, goes on, has no length or says it in a longer form is refused`() {
    #expect(fault([]) == .truncated)
    #expect(fault([0x18]) == .truncated)
    #expect(fault([0x42, 1]) == .truncated)
    #expect(fault([0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]) == .truncated)
    #expect(fault([0x82, 1]) == .truncated)
    #expect(fault([0x01, 0x01]) == .trailing)
    for bytes: [UInt8] in [[0x5f, 0x41, 1, 0xff], [0x7f, 0xff], [0x9f, 0xff], [0xbf, 0xff], [0xff]] { #expect(fault(bytes) == .indefinite) }
    for bytes: [UInt8] in [[0x18, 0x17], [0x19, 0, 0xff], [0x1a, 0, 0, 0xff, 0xff], [0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], [0x58, 1, 0]] {
      #expect(fault(bytes) == .notShortest)
    }
    for bytes: [UInt8] in [[0x1c], [0xc0, 0x01], [0xf7], [0xf9, 0, 0], [0xfb, 0, 0, 0, 0, 0, 0, 0, 0], [0xf8, 0x18], [0xa1, 0x40, 0x01]] {
      #expect(fault(bytes) == .unsupported)
    }
    #expect(fault([0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]) == .outOfRange)
    #expect(fault([0x61, 0xff]) == .malformedText)
  }

  @Test func `a key that is there twice, too much depth and too many entries are refused`() {
    #expect(fault([0xa2, 0x01, 0x01, 0x01, 0x02]) == .duplicateKey)
    #expect(fault([0xa2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x02]) == .duplicateKey)
    let deepest = [UInt8](repeating: 0x81, count: CBORReader.depthMax - 1)
    #expect(fault(deepest + [0x00]) == nil)
    #expect(fault([0x81] + deepest + [0x00]) == .tooDeep)
    #expect(fault([UInt8](repeating: 0x81, count: 100_000)) == .tooDeep)
    #expect(fault([0x98, UInt8(CBORReader.countMax + 1)]) == .tooMany)
    #expect(fault([0xb8, UInt8(CBORReader.countMax + 1)]) == .tooMany)
    #expect(fault([0x9b, 0, 0, 0, 1, 0, 0, 0, 0]) == .tooMany)
  }

  @Test func `no bytes make it stop or answer something that is not there`() {
    var random = SeededRandom(seed: 180)
    let seeds: [[UInt8]] = [
      CBORBytes.es256(x: [UInt8](repeating: 1, count: 32), y: [UInt8](repeating: 2, count: 32)), [0xa0], [0x83, 0x01, 0x61, 0x61, 0xf5],
    ]
    for round in 0..<20_000 {
      var bytes = seeds[round % seeds.count]
      for _ in 0...Int.random(in: 0...3, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      if round % 3 == 0 { bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))) }
      if let value = try? CBORReader.value(of: bytes) { _ = try? PasskeyKey(value) }
      _ = try? AuthenticatorData([UInt8](repeating: 0, count: 32) + [0xc1, 0, 0, 0, 0] + bytes)
      _ = try? AttestationObject(bytes)
    }
  }

  @Test func `a key is the same after it was kept as text`() throws {
    for key: PasskeyKey in [.es256(x: [1], y: [2]), .ed25519([3]), .rs256(modulus: [4], exponent: [1, 0, 1])] {
      #expect(PasskeyKey(text: key.text) == key)
    }
    for text in ["", "es256", "es256.AQ", "es256.AQ.AQ.AQ", "ed25519.!", "hs256.AQ"] { #expect(PasskeyKey(text: text) == nil) }
  }
}
