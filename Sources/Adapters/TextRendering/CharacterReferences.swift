import CCmarkGFM

/// HTML's character references (`&amp;`, `&#106;`, `&eacute;`).
enum CharacterReferences {
  /// The text that the references stand for; what is no reference stays as it is.
  static func decode(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard bytes.contains(UInt8(ascii: "&")) else { return bytes }
    var buffer = cmark_strbuf()
    cmark_strbuf_init(cmark_get_default_mem_allocator(), &buffer, 0)
    defer { cmark_strbuf_free(&buffer) }
    bytes.withUnsafeBufferPointer { houdini_unescape_html_f(&buffer, $0.baseAddress, Int32($0.count)) }
    return ArraySlice(UnsafeBufferPointer(start: buffer.ptr, count: Int(buffer.size)))
  }
}
