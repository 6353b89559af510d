import Foundation
import Testing

@testable import ForumRuntime

@Suite("Files of certificates and keys") struct PEMBlocksTests {
  private func block(_ label: String, _ text: String = "AAAA") -> String { "-----BEGIN \(label)-----\n\(text)\n-----END \(label)-----\n" }

  private func read<Value>(_ text: String, _ body: (PEMBlocks) throws -> Value) throws -> Value {
    let path = FileManager.default.temporaryDirectory.appending(path: "pem-\(UUID())").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(try PEMBlocks(file: path))
  }

  @Test("a chain keeps its order, and what stands beside it is left out")
  func chain() throws {
    let text = "subject=CN\n" + block("CERTIFICATE", "ONE") + block("PRIVATE KEY") + block("CERTIFICATE", "TWO")
    let found = String(decoding: try read(text) { try $0.certificates() }, as: UTF8.self)
    #expect(found.contains("ONE") && found.hasSuffix("TWO\n-----END CERTIFICATE-----") && !found.contains("PRIVATE"))
  }

  @Test("the key is found behind its curve; one with a password is refused with what to do")
  func key() throws {
    let found = try read(block("EC PARAMETERS", "CURVE") + block("EC PRIVATE KEY", "KEY")) { try $0.privateKey() }
    #expect(String(decoding: found, as: UTF8.self) == block("EC PRIVATE KEY", "KEY").dropLast())
    for locked in [block("ENCRYPTED PRIVATE KEY"), block("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nAAAA")] {
      #expect { try read(locked) { try $0.privateKey() } } throws: { "\($0)".contains("password") }
    }
    #expect(throws: PEMBlocks.Fault.self) { try read("nothing") { try $0.privateKey() } }
    #expect(throws: PEMBlocks.Fault.self) { try read(block("PRIVATE KEY")) { try $0.certificates() } }
  }
}
