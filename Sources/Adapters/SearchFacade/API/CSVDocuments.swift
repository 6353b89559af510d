/// Documents from comma-separated values (RFC 4180). The header names the attributes; `price:number` and `sold:boolean` give them types.
enum CSVDocuments {
  /// Throws `invalid_document_csv_delimiter` or `malformed_payload`.
  static func read(_ bytes: [UInt8], delimiter: String) throws(FacadeError) -> [FacadeJSON] {
    guard delimiter.utf8.count == 1, let separator = delimiter.utf8.first else {
      throw FacadeError("invalid_document_csv_delimiter", "Invalid value in parameter `csvDelimiter`: expected one ASCII character")
    }
    var rows = rows(bytes, separator)
    guard !rows.isEmpty else { return [] }
    let header = rows.removeFirst().map { name -> (name: String, type: String) in
      let parts = name.split(separator: ":")
      return parts.count == 2 && ["number", "boolean", "string"].contains(parts[1]) ? (String(parts[0]), String(parts[1])) : (name, "string")
    }
    var documents: [FacadeJSON] = []
    for row in rows {
      guard row.count == header.count else {
        throw FacadeError(
          "malformed_payload", "The `csv` payload provided is malformed: `a row has \(row.count) fields, the header \(header.count)`.")
      }
      var document: FacadeJSON = [:]
      for (column, text) in zip(header, row) { document[column.name] = try value(text, column.type) }
      documents.append(document)
    }
    return documents
  }

  private static func value(_ text: String, _ type: String) throws(FacadeError) -> FacadeJSON {
    if text.isEmpty, type != "string" { return .null }
    switch type {
    case "number":
      if let number = Int64(text) { return .integer(number) }
      guard let number = Double(text) else { throw FacadeError("malformed_payload", "Error parsing number `\(text)`.") }
      return .decimal(number)
    case "boolean":
      guard ["true", "false"].contains(text) else { throw FacadeError("malformed_payload", "Error parsing boolean `\(text)`.") }
      return .bool(text == "true")
    default: return .text(text)
    }
  }

  private static func rows(_ bytes: [UInt8], _ separator: UInt8) -> [[String]] {
    var rows: [[String]] = []
    var (row, field): ([String], [UInt8]) = ([], [])
    var isQuoted = false
    var place = 0
    func endField() {
      row.append(String(decoding: field, as: UTF8.self))
      field = []
    }
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      switch byte {
      case UInt8(ascii: "\"") where isQuoted && place < bytes.count && bytes[place] == byte:
        field.append(byte)
        place += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case separator where !isQuoted: endField()
      case 0x0d where !isQuoted: continue
      case 0x0a where !isQuoted:
        endField()
        if row != [""] { rows.append(row) }
        row = []
      default: field.append(byte)
      }
    }
    if !field.isEmpty || !row.isEmpty {
      endField()
      rows.append(row)
    }
    return rows
  }
}
