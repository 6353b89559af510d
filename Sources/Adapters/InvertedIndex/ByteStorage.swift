import Glibc

/// Bytes that never change: in memory, or a file that is mapped.
// Immutable after init, so sharing is safe.
final class ByteStorage: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  init(_ array: [UInt8]) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, array.count), alignment: 8)
    copy.copyBytes(from: array)
    bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(copy)[..<array.count])
    isMapped = false
  }

  /// nil when the file is not there, empty, or cannot be mapped.
  init?(mapping path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > 0,
      let start = mmap(nil, Int(status.st_size), PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED
    else { return nil }
    bytes = UnsafeRawBufferPointer(start: start, count: Int(status.st_size))
    isMapped = true
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    } else {
      bytes.deallocate()
    }
  }
}

/// Appends numbers and texts to the bytes of a segment.
struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func number<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func varint(_ number: UInt32) {
    var number = number
    while number >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: number) | 0x80)
      number >>= 7
    }
    bytes.append(UInt8(number))
  }

  mutating func text(_ text: String) {
    var text = text
    varint(UInt32(text.utf8.count))
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }
}

/// Reads what `ByteWriter` wrote, from a place on.
struct ByteReader {
  let bytes: UnsafeRawBufferPointer
  var offset: Int

  mutating func varint() -> UInt32 {
    var number: UInt32 = 0
    var shift: UInt32 = 0
    while true {
      let byte = bytes[offset]
      offset += 1
      number |= UInt32(byte & 0x7f) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
  }

  /// Passes over a number.
  mutating func skip() {
    while bytes[offset] >= 0x80 { offset += 1 }
    offset += 1
  }

  mutating func text() -> String {
    let count = Int(varint())
    defer { offset += count }
    return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]), as: UTF8.self)
  }
}

extension UnsafeRawBufferPointer {
  /// Below zero when these bytes come before the others, as terms are sorted; zero when they are the same.
  func order(to other: UnsafeRawBufferPointer) -> Int {
    guard let bytes = baseAddress, let others = other.baseAddress else { return count - other.count }
    let order = Int(memcmp(bytes, others, Swift.min(count, other.count)))
    return order != 0 ? order : count - other.count
  }
}
