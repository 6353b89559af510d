import ForumKernel
import HTTPTypes
import HummingbirdCore
import NIOCore

extension Problem {
  /// `application/problem+json` (RFC 9457), or JSend for clients that ask for it.
  func response(requestID: String, asJSend: Bool) -> Response {
    var headers = headers
    headers.append(HTTPField(name: .contentType, value: asJSend ? MediaType.jsend : MediaType.problem))
    headers.append(HTTPField(name: .cacheControl, value: "no-store"))
    if let retryAfterSeconds { headers.append(HTTPField(name: .retryAfter, value: String(retryAfterSeconds))) }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body(requestID: requestID, asJSend: asJSend)))
  }

  func body(requestID: String, asJSend: Bool) -> ByteBuffer {
    var writer = JSONWriter(capacity: 512)
    if asJSend { writeJSend(requestID, &writer) } else { writeProblem(requestID, &writer) }
    return ByteBuffer(bytes: writer.bytes)
  }

  private func writeProblem(_ requestID: String, _ writer: inout JSONWriter) {
    writer.raw(#"{"type":"#)
    writer.text("/problems/\(slug)")
    writer.raw(#","title":"#)
    writer.text(title)
    writer.raw(#","status":"#)
    writer.number(Int64(status.code))
    writer.raw(#","detail":"#)
    writer.text(detail)
    writer.raw(#","instance":"#)
    writer.text(requestID)
    writer.raw(#","request_id":"#)
    writer.text(requestID)
    writer.raw(#","code":"#)
    writer.text(slug)
    writeEnd(&writer)
    writeFaults(&writer)
    writer.raw("}")
  }

  private func writeEnd(_ writer: inout JSONWriter) {
    if let until {
      writer.raw(#","until":"#)
      writer.quoted(until.description)
    }
    guard let region else { return }
    writer.raw(#","region":"#)
    writer.text(region.name)
    guard let address = region.address else { return }
    writer.raw(#","address":"#)
    writer.text(address)
  }

  private func writeJSend(_ requestID: String, _ writer: inout JSONWriter) {
    if status.kind == .serverError {
      writer.raw(#"{"status":"error","message":"#)
      writer.text(detail)
      writer.raw(#","data":{"code":"#)
    } else {
      writer.raw(#"{"status":"fail","data":{"detail":"#)
      writer.text(detail)
      writer.raw(#","code":"#)
    }
    writer.text(slug)
    writer.raw(#","request_id":"#)
    writer.text(requestID)
    writeEnd(&writer)
    writeFaults(&writer)
    writer.raw("}}")
  }

  private func writeFaults(_ writer: inout JSONWriter) {
    guard !faults.isEmpty else { return }
    writer.raw(#","errors":["#)
    writer.list(faults) { fault, writer in
      writer.raw(#"{"pointer":"#)
      writer.text(fault.pointer)
      writer.raw(#","code":"#)
      writer.text(fault.code)
      writer.raw(#","detail":"#)
      writer.text(fault.detail)
      writer.raw("}")
    }
    writer.raw("]")
  }
}
