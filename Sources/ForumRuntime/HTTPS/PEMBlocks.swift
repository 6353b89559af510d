import Foundation

/// The blocks of a PEM file, whatever else is in it: curves before keys, keys beside certificates, words between them.
struct PEMBlocks {
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  private let path: String
  private let blocks: [(label: String, text: String)]

  /// Throws what keeps the file from being read.
  init(file path: String) throws {
    self.path = path
    var blocks: [(label: String, text: String)] = []
    var open: (label: String, lines: [Substring])?
    for line in try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline) {
      if line.hasPrefix("-----BEGIN "), let end = line.dropFirst(11).firstRange(of: "-----") {
        open = (String(line[line.index(line.startIndex, offsetBy: 11)..<end.lowerBound]), [line])
      } else if let (label, lines) = open {
        open?.lines.append(line)
        guard line.hasPrefix("-----END ") else { continue }
        blocks.append((label, (lines + [line]).joined(separator: "\n")))
        open = nil
      }
    }
    self.blocks = blocks
  }

  func certificates() throws -> [UInt8] {
    let found = blocks.filter { $0.label == "CERTIFICATE" }
    guard !found.isEmpty else { throw Fault(description: "\(path) has no block CERTIFICATE") }
    return Array(found.map(\.text).joined(separator: "\n").utf8)
  }

  /// Throws for a key with a password: nobody is there to type it.
  func privateKey() throws -> [UInt8] {
    guard let found = blocks.first(where: { $0.label.hasSuffix("PRIVATE KEY") }) else { throw Fault(description: "\(path) has no block PRIVATE KEY") }
    guard !found.label.hasPrefix("ENCRYPTED"), !found.text.contains("Proc-Type: 4,ENCRYPTED") else {
      throw Fault(description: "the key in \(path) has a password: take it off, with openssl pkey -in FILE -out FILE2")
    }
    return Array(found.text.utf8)
  }
}
