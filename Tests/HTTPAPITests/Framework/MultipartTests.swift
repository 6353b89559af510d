import ForumKernel
import HTTPTypes
import Support
import Testing

@testable import HTTPAPI

@Suite("Forms with files") struct MultipartTests {
  private static let form = [
    "--bound", #"Content-Disposition: form-data; name="description""#, "", "What it shows", "--bound",
    #"Content-Disposition: form-data; name="file"; filename="a b.txt""#, "Content-Type: text/html", "", "one\r\n--boun\r\n\r\ntwo\r\r\n-",
    "--bound--", "",
  ].joined(separator: "\r\n")

  /// Pieces of content put together, each header and end by itself.
  private static func read(_ chunks: [[UInt8]], boundary: String = "bound") throws -> [String] {
    var parser = try #require(MultipartParser(boundary: boundary))
    var (read, content): ([String], [UInt8]) = ([], [])
    for chunk in chunks {
      for piece in try parser.take(chunk) {
        switch piece {
        case .header(let bytes): read.append("header " + String(decoding: bytes, as: UTF8.self))
        case .content(let bytes): content += bytes
        case .partEnd:
          read.append("content " + String(decoding: content, as: UTF8.self))
          content = []
        case .end: read.append("end")
        }
      }
    }
    #expect(parser.isWhole)
    return read
  }

  private static let expected = [
    #"header Content-Disposition: form-data; name="description""#, "content What it shows",
    "header Content-Disposition: form-data; name=\"file\"; filename=\"a b.txt\"\r\nContent-Type: text/html",
    "content one\r\n--boun\r\n\r\ntwo\r\r\n-", "end",
  ]

  @Test("a form is the same wherever it is cut") func cuts() throws {
    let bytes = Array(Self.form.utf8)
    #expect(try Self.read([bytes]) == Self.expected)
    #expect(try Self.read(bytes.map { [$0] }) == Self.expected)
    for cut in 1..<bytes.count { #expect(try Self.read([Array(bytes[..<cut]), Array(bytes[cut...])]) == Self.expected, "cut at \(cut)") }
    for size in 2...40 {
      let chunks = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
      #expect(try Self.read(chunks) == Self.expected, "pieces of \(size)")
    }
  }

  @Test("random contents come out as they went in, however much they look like delimiters") func randomContents() throws {
    var random = SeededRandom(seed: 7)
    let words = ["\r", "\n", "-", "--", "\r\n--b", "b", "\r\n", "x", "\r\n--", "--b--"]
    for _ in 0..<300 {
      let content = (0..<Int.random(in: 0...30, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }.joined()
      guard !("\r\n" + content).contains("\r\n--boundary") else { continue }
      let form = Array("--boundary\r\n\r\n\(content)\r\n--boundary--".utf8)
      let size = Int.random(in: 1...9, using: &random)
      let chunks = stride(from: 0, to: form.count, by: size).map { Array(form[$0..<min($0 + size, form.count)]) }
      #expect(try Self.read(chunks, boundary: "boundary") == ["header ", "content \(content)", "end"])
    }
  }

  @Test(
    "what is no form, and what has more than a form needs, is refused",
    arguments: [
      "", "--bound", "nothing", "--boundX\r\n\r\n\r\n--bound--", "--bound\r\nContent-Disposition: form-data\r\n\r\nx",
      String(repeating: "x", count: 5000) + "\r\n--bound--", "--bound\r\nA: " + String(repeating: "x", count: 5000) + "\r\n\r\n\r\n--bound--",
      String(repeating: "--bound\r\n\r\n\r\n", count: 10_000) + "--bound--", "--bound--" + String(repeating: "x", count: 5000),
      "--bound" + String(repeating: " ", count: 500) + "\r\n\r\n",
    ])
  func hostile(_ form: String) throws {
    var parser = try #require(MultipartParser(boundary: "bound"))
    do throws(AppError) {
      for byte in form.utf8 { _ = try parser.take([byte]) }
      #expect(!parser.isWhole)
    } catch {
      #expect(error.slug == "malformed_form")
    }
  }

  @Test("boundaries are those of RFC 2046, quoted or not") func boundaries() {
    #expect(FormType.boundary("multipart/form-data; boundary=abc") == "abc")
    #expect(FormType.boundary(#"Multipart/Form-Data; charset=utf-8; Boundary="a b""#) == "a b")
    for other in [nil, "", "application/json", "multipart/form-data", "multipart/mixed; boundary=abc"] { #expect(FormType.boundary(other) == nil) }
    #expect(MultipartParser(boundary: "") == nil && MultipartParser(boundary: String(repeating: "a", count: 71)) == nil)
    #expect(MultipartParser(boundary: "a\u{e9}") == nil && MultipartParser(boundary: "a ") == nil)
  }

  @Test("names of files come in the spellings of browsers and programs") func filenames() throws {
    func name(_ parameters: String) throws -> String? {
      try PartHeader(Array("Content-Disposition: form-data; name=\"file\"\(parameters)".utf8)).filename
    }
    #expect(try name("") == nil)
    #expect(try name("; filename=\"naïve.png\"") == "naïve.png")
    #expect(try name("; filename=plain.txt") == "plain.txt")
    #expect(try name(#"; filename="a\"b\\c.txt""#) == #"a"b\c.txt"#)
    #expect(try name(#"; filename="C:\dir\a.txt""#) == #"C:\dir\a.txt"#)
    #expect(try name(#"; filename="a%22b.txt""#) == #"a"b.txt"#)
    #expect(try name("; filename=\"x\"; filename*=UTF-8''na%C3%AFve.png") == "naïve.png")
    #expect(try name("; filename=\"x\"; filename*=latin1''na%EFve.png") == "x")
    for header in [
      "", "Content-Disposition: attachment; name=\"file\"", "Content-Disposition: form-data; name=\"file",
      "Content-Disposition: form-data; filename=\"x\"",
      "no colon", "Content-Disposition: form-data; name=\"a\"; name=\"b\"",
      "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64", "Content-Disposition: form-data; name=\"a\"; x",
    ] {
      #expect(throws: AppError.self, "\(header)") { try PartHeader(Array(header.utf8)) }
    }
    #expect(throws: AppError.self) { try PartHeader([0xff, 0x3a]) }
  }

  @Test("text is UTF-8 without U+0000, wherever it is cut") func text() {
    func isText(_ bytes: [UInt8], cut: Int) -> Bool {
      var check = TextCheck()
      for start in stride(from: 0, to: bytes.count, by: cut) { check.take(bytes[start..<min(start + cut, bytes.count)]) }
      return check.isText
    }
    let words = Array("plain words, naïve ones, 漢字 and 😀: all of it is text, in lines\r\nand with\ttabs".utf8)
    for cut in 1...words.count + 1 {
      #expect(isText(words, cut: cut) && isText(Array(words.prefix(13)), cut: cut))
      for place in words.indices {
        #expect(!isText(words[..<place] + [0] + words[place...], cut: cut) && !isText(words[..<place] + [0xff] + words[place...], cut: cut))
      }
      #expect(!isText(Array("naï".utf8.dropLast()), cut: cut))
    }
    #expect(isText([], cut: 1))
  }

  @Test("ranges of a file are those of RFC 9110, of one version") func ranges() {
    func range(_ field: String?, ifRange: String? = nil) -> ByteRange {
      var headers: HTTPFields = [:]
      headers[.range] = field
      headers[.ifRange] = ifRange
      return ByteRange(headers, size: 100, tag: "\"a\"")
    }
    #expect(
      range(nil) == .whole && range("bytes=0-9") == .part(0..<10) && range("bytes=90-") == .part(90..<100) && range("bytes=-5") == .part(95..<100))
    #expect(range("bytes=50-5000") == .part(50..<100) && range("bytes=-500") == .part(0..<100) && range("bytes=99-99") == .part(99..<100))
    #expect(range("bytes=100-") == .outside && range("bytes=-0") == .outside && range("bytes=5000-6000") == .outside)
    for other in ["bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "0-1", "bytes=0-99999999999999999999"] {
      #expect(range(other) == .whole, "\(other)")
    }
    #expect(range("bytes=0-9", ifRange: "\"a\"") == .part(0..<10) && range("bytes=0-9", ifRange: "\"b\"") == .whole)
    #expect(range("bytes=0-9", ifRange: "W/\"a\"") == .whole)
  }
}
