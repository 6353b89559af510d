import Glibc

/// Whole files in memory, within their bound.
enum ImageFile {
  static func read(_ path: String, _ limits: ImageLimits) throws(ImageFault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .file("\(path) is no file") }
    let size = Int(status.st_size)
    guard size <= limits.fileBytesMax else { throw .tooLarge("more than \(limits.fileBytesMax >> 20) MiB") }
    var isWhole = true
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
        if got < 0, errno == EINTR { continue }
        guard got > 0 else {
          isWhole = false
          break
        }
        count += got
      }
    }
    guard isWhole else { throw failure("read", path) }
    return bytes
  }

  /// Makes the file of pieces of `bytes`; none remains when that fails.
  static func write(_ pieces: [ImagePiece], of bytes: [UInt8], to path: String) throws(ImageFault) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure("make", path) }
    var isWritten = true
    for piece in pieces where isWritten {
      isWritten =
        switch piece {
        case .bytes(let own): write(own[...], descriptor)
        case .part(let range): write(bytes[range], descriptor)
        }
    }
    let code = errno
    guard close(descriptor) == 0, isWritten else {
      unlink(path)
      errno = code
      throw failure("write", path)
    }
  }

  private static func write(_ bytes: ArraySlice<UInt8>, _ descriptor: Int32) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      var written = 0
      while written < buffer.count {
        let count = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        written += count
      }
      return true
    }
  }

  private static func failure(_ verb: String, _ path: String) -> ImageFault { .file("cannot \(verb) \(path): \(String(cString: strerror(errno)))") }
}
