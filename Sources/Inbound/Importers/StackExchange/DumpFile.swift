import CExpat
import ForumKernel
import Foundation

/// One row of a dump: the attributes of a `<row … />`.
struct DumpRow {
  /// From 1.
  let line: Int
  let attributes: [String: String]

  subscript(_ name: String) -> String? { attributes[name] }
}

/// Reads the rows of one XML file of a dump, chunk by chunk. A document type is passed over and never fetched; entities of a document's own are refused.
final class DumpFile {
  private static let chunkBytes = 1 << 16

  let path: String
  let size: Int64
  private(set) var done: Int64 = 0
  private let handle: FileHandle
  private let parser: XML_Parser
  private let rows = RowCollector()
  private var isAtEnd = false
  private var failure: AppError?

  init(path: String) throws {
    guard let handle = FileHandle(forReadingAtPath: path), let parser = XML_ParserCreate(nil) else {
      throw AppError(.notFound, "file_not_found", "The file \(path) cannot be read: check the path and its rights.")
    }
    self.path = path
    self.handle = handle
    self.parser = parser
    size = Int64(try handle.seekToEnd())
    try handle.seek(toOffset: 0)
    rows.attach(to: parser)
  }

  deinit {
    XML_ParserFree(parser)
    try? handle.close()
  }

  /// nil after the last row. Throws `invalid` (`malformed_dump`) with the place where the file is no XML of rows, after the last row before it.
  func next() throws -> DumpRow? {
    while true {
      if let row = rows.take() { return row }
      if let failure { throw failure }
      if isAtEnd { return nil }
      try parseMore()
    }
  }

  private func parseMore() throws {
    let chunk = try handle.read(upToCount: Self.chunkBytes) ?? Data()
    isAtEnd = chunk.isEmpty
    done += Int64(chunk.count)
    let status = chunk.withUnsafeBytes { bytes in
      XML_Parse(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), isAtEnd ? 1 : 0)
    }
    if status == XML_STATUS_ERROR {
      let reason = rows.refusal ?? String(cString: XML_ErrorString(XML_GetErrorCode(parser)))
      failure = malformed(reason)
    } else if done - Int64(XML_GetCurrentByteIndex(parser)) > Int64(ImportLimits.rowBytesMax) {
      failure = malformed("a row is longer than \(ImportLimits.rowBytesMax >> 20) MiB")
    }
  }

  private func malformed(_ reason: String) -> AppError {
    AppError(.invalid, "malformed_dump", "\(path):\(XML_GetCurrentLineNumber(parser)): \(reason). What comes before it is imported.")
  }
}

/// What the parser calls back, as values to take.
private final class RowCollector {
  private var rows: [DumpRow] = []
  private var taken = 0
  /// Why the parser was stopped.
  private(set) var refusal: String?
  private var parser: XML_Parser?

  func attach(to parser: XML_Parser) {
    self.parser = parser
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetStartElementHandler(parser) { RowCollector.from($0)?.start(String(cString: $1!), $2) }
    XML_SetEntityDeclHandler(parser) { data, _, _, _, _, _, _, _, _ in
      RowCollector.from(data)?.refuse("it declares entities, which a dump never does")
    }
  }

  func take() -> DumpRow? {
    guard taken < rows.count else {
      rows.removeAll(keepingCapacity: true)
      taken = 0
      return nil
    }
    defer { taken += 1 }
    return rows[taken]
  }

  private static func from(_ data: UnsafeMutableRawPointer?) -> RowCollector? {
    data.map { Unmanaged<RowCollector>.fromOpaque($0).takeUnretainedValue() }
  }

  private func start(_ element: String, _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?) {
    guard element == "row", let attributes else { return }
    var values: [String: String] = [:]
    var index = 0
    while let name = attributes[index], let value = attributes[index + 1] {
      values[String(cString: name)] = String(cString: value)
      index += 2
    }
    rows.append(DumpRow(line: Int(XML_GetCurrentLineNumber(parser)), attributes: values))
  }

  private func refuse(_ reason: String) {
    refusal = refusal ?? reason
    XML_StopParser(parser, XML_Bool(XML_FALSE))
  }
}
