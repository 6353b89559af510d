import Forum
import ForumKernel
import HTTPTypes
import NIOCore

/// Reads a form with one file, which it writes to the spool as it comes, and notes every fault of the form.
struct UploadReader {
  private enum Part {
    case file
    case description
    /// Its name has been noted as a fault.
    case unknown
  }

  private let body: IncomingBody
  private let spool: any UploadSpool
  /// Of the file.
  private let bytesMax: Int64
  private var parser: MultipartParser
  private var part = Part.unknown
  private var file: (any SpooledFile)?
  private var filename: FileName?
  private var head: [UInt8] = []
  private var bytes: Int64 = 0
  private var text = TextCheck()
  private var description: [UInt8]?
  private var faults = FaultList()

  init(_ body: IncomingBody, _ parser: MultipartParser, _ spool: any UploadSpool, bytesMax: Int64) {
    self.body = body
    self.parser = parser
    self.spool = spool
    self.bytesMax = bytesMax
  }

  /// The file is in the spool when this returns, and not when it throws: `invalid` with every fault of the form, a problem for too much, whatever the spool throws.
  static func read(
    _ body: IncomingBody, _ parser: MultipartParser, _ spool: any UploadSpool, bytesMax: Int64
  ) async throws -> Upload {
    var reader = UploadReader(body, parser, spool, bytesMax: bytesMax)
    do {
      return try await reader.read()
    } catch {
      if let path = reader.file?.path { await spool.remove([path]) }
      throw error
    }
  }

  private mutating func read() async throws -> Upload {
    while let piece = try await body.next() {
      for piece in try parser.take(Array(buffer: piece)) { try await take(piece) }
    }
    guard parser.isWhole else { throw MultipartParser.malformed("The form ends before its last delimiter.") }
    let said = checkedDescription()
    if file == nil { faults.add("/file", "required", "This is required: a file with a name.") }
    if file != nil, bytes == 0 { faults.add("/file", "too_short", "The file is empty.") }
    guard faults.faults.isEmpty, let file, let filename else { throw AppError.validation(faults.faults) }
    let digest = try await file.finish()
    return Upload(
      path: file.path, digest: digest, head: head, isText: text.isText, filename: filename, description: said)
  }

  private mutating func take(_ piece: MultipartParser.Piece) async throws {
    switch piece {
    case .header(let bytes): try await begin(PartHeader(bytes))
    case .content(let bytes):
      switch part {
      case .file: try await append(bytes)
      case .description: describe(bytes)
      case .unknown: break
      }
    case .partEnd, .end: part = .unknown
    }
  }

  private mutating func begin(_ header: PartHeader) async throws {
    switch header.name {
    case "file": try await beginFile(header)
    case "description":
      if description != nil { faults.add("/description", "repeated", "This is there more than once.") }
      description = description ?? []
      part = .description
    default: faults.add("/\(header.name.prefix(100))", "unknown_field", "There is no such field.")
    }
  }

  private mutating func beginFile(_ header: PartHeader) async throws {
    guard file == nil else { return faults.add("/file", "repeated", "One request brings one file.") }
    guard let name = header.filename.flatMap({ FileName($0) }) else {
      return faults.add("/file", "filename_required", "The part needs a filename in its Content-Disposition.")
    }
    filename = name
    file = try await spool.begin()
    part = .file
  }

  private mutating func append(_ piece: ArraySlice<UInt8>) async throws {
    bytes += Int64(piece.count)
    guard bytes <= bytesMax else { throw Problem.fileTooLarge(bytesMax) }
    if head.count < FileType.headBytes { head += piece.prefix(FileType.headBytes - head.count) }
    text.take(piece)
    try await file?.append(Array(piece))
  }

  private mutating func describe(_ piece: ArraySlice<UInt8>) {
    // Four bytes a character; one more shows that there are too many.
    let room = AttachmentLimits.descriptionLengthMax * 4 + 1 - (description?.count ?? 0)
    description? += piece.prefix(room)
  }

  private mutating func checkedDescription() -> String {
    guard let bytes = description else { return "" }
    guard let raw = String(validating: bytes, as: UTF8.self) else {
      faults.add("/description", "malformed", "This must be UTF-8.")
      return ""
    }
    let text = TextRules.joiningLineEnds(raw)
    guard let fault = TextRules.fault(in: text, length: 0...AttachmentLimits.descriptionLengthMax, isLine: false) else { return text }
    faults.add("/description", fault.code, fault.detail)
    return ""
  }
}

extension Problem {
  static func fileTooLarge(_ bytesMax: Int64) -> Problem {
    Problem(.contentTooLarge, "file_too_large", "A file may have at most \(bytesMax) bytes.")
  }
}
