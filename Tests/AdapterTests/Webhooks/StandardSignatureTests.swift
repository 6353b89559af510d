import Crypto
import ForumKernel
import Foundation
import Notifications
import Testing
import Webhooks

@Suite("Signatures of Standard Webhooks") struct StandardSignatureTests {
  private static let secret = Array(UInt8(0)..<32)

  private func signature(_ body: String, _ keys: [WebhookKey]) throws -> StandardSignature {
    let event = try #require(RawID("019ad9f0-4b3c-7def-8123-456789abcdef"))
    return try StandardSignature(
      WebhookRequest(
        url: try WebhookURL("https://hooks.example.org/"), event: event, sentAt: Timestamp(milliseconds: 1_764_460_800_999), payload: body, keys: keys
      ))
  }

  @Test("v1 is what the library standardwebhooks 1.1.0 makes for the same secret, id, time and body")
  func vectors() throws {
    let test = try signature(
      #"{"type":"webhook.test","timestamp":"2026-11-30T00:00:00.000Z","data":{"webhook_id":"01a0"}}"#, [.hmac(Self.secret)])
    #expect(test.id == "019ad9f0-4b3c-7def-8123-456789abcdef" && test.timestamp == "1764460800")
    #expect(test.signature == "v1,QlX0fciyLAmsjqjXlTt7CgA96/RNNiNp38AnUylBSPk=")
    #expect(try signature(#"{"a":"ü€"}"#, [.hmac(Self.secret)]).signature == "v1,Cw2yqL2FIlAFJ+jzlltdL1683ccVzNyL/3DLsoz0tWs=")
  }

  @Test("v1a is an Ed25519 signature that the public key checks; several keys make several signatures, newest first")
  func keyPair() throws {
    let body = #"{"a":"ü€"}"#
    let both = try signature(body, [.ed25519(Self.secret), .hmac(Self.secret)]).signature.split(separator: " ")
    #expect(both.count == 2 && both[1] == "v1,Cw2yqL2FIlAFJ+jzlltdL1683ccVzNyL/3DLsoz0tWs=")
    // Made by the Python library cryptography of the same seed.
    let known = try #require(Data(base64Encoded: "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="))
    let key = try Curve25519.Signing.PublicKey(rawRepresentation: known)
    let signed = Data("019ad9f0-4b3c-7def-8123-456789abcdef.1764460800.\(body)".utf8)
    let signature = try #require(Data(base64Encoded: String(both[0].dropFirst(4))))
    #expect(both[0].hasPrefix("v1a,") && key.isValidSignature(signature, for: signed))
  }
}
