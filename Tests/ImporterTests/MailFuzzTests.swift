import Forum
import Foundation
import Support
import Testing

@testable import Importers

/// Whatever a file holds, the reader ends, and what it takes can be stored.
@Suite("Mail fuzz") struct MailFuzzTests {
  private static let seed = """
    From ada at example.org  Fri Jan  1 00:27:50 2010
    From: =?iso-8859-1?Q?Ad=E1?= <ada@example.org>
    Date: Fri, 1 Jan 2010 17:27:50 +1800
    Subject: =?UTF-8?B?w6k=?= =?UTF-8?B?w6g=?=
    In-Reply-To: <0@x>
    References: <a@x>
     <b@x>
    Message-ID: <1@x>
    Content-Type: multipart/mixed; boundary="m"

    --m
    Content-Type: text/plain; charset=iso-2022-jp
    Content-Transfer-Encoding: quoted-printable

    =1B$BF|=1B(B and =
    more
    --m
    Content-Type: multipart/alternative; boundary=n

    --n
    Content-Type: text/html; charset=gb2312
    Content-Transfer-Encoding: base64

    PHA+w6k8L3A+
    --n--
    --m--

    From bob@example.org Sat Jan  2 00:00:00 2010
    Message-ID: <2@x>

    >From the start.
    """

  @Test("3,000 damaged mailboxes are read to their end", arguments: 0..<6) func damagedMailboxes(part: Int) async throws {
    var random = SeededRandom(seed: UInt64(part))
    let pieces = ["From ", "\n", "\r\n", "=?", "?=", "--m", "--n", "<", ">", "\0", "\u{FF}", "boundary=", ";", "\"", ":", "charset=", "(", "=", ", "]
    for _ in 0..<500 {
      var bytes = Array(Self.seed.utf8)
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let place = Int.random(in: 0..<max(bytes.count, 1), using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.insert(contentsOf: pieces.randomElement(using: &random)!.utf8, at: min(place, bytes.count))
        case 1: if !bytes.isEmpty { bytes[place] = UInt8.random(in: 0...255, using: &random) }
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...60, using: &random)))
        default: bytes += bytes.dropFirst(place).prefix(200)
        }
      }
      guard let found = try? await mail(bytes) else { continue }
      for message in found.compactMap(\.message) {
        #expect(!message.id.isEmpty && message.id.count <= ImportLimits.idLengthMax + 8)
        #expect(!message.text.body.contains("\0") && !message.subject.contains("\n"))
      }
    }
  }
}
