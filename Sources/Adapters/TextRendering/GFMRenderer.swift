import CCmarkGFM
public import Forum
import ForumKernel
import Glibc

/// Renders bodies with cmark-gfm; all HTML, cmark's too, goes through `HTMLSanitiser`.
public struct GFMRenderer: BodyRenderer {
  public init() { cmark_gfm_core_extensions_ensure_registered() }

  public func render(_ body: String, as format: BodyFormat) throws -> RenderedBody {
    guard body.utf8.count <= RenderingLimits.bodyBytesMax else {
      throw AppError(.invalid, "body_too_long", "A body may have at most \(RenderingLimits.bodyBytesMax) bytes.")
    }
    switch format {
    case .text: return PlainTextBody.render(Array(body.utf8))
    case .html: return HTMLSanitiser.render(Array(body.utf8))
    case .markdown:
      let cost = MarkdownCost(of: body)
      guard cost.isBearable else { return PlainTextBody.render(Array(body.utf8)) }
      return HTMLSanitiser.render(html(fromMarkdown: body, extensions: cost.bearableExtensions))
    }
  }

  /// Raw HTML passes through: the sanitiser judges it.
  private func html(fromMarkdown body: String, extensions: [String]) -> [UInt8] {
    let options = CMARK_OPT_UNSAFE | CMARK_OPT_VALIDATE_UTF8
    let parser = cmark_parser_new(options)
    defer { cmark_parser_free(parser) }
    for name in extensions { cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name)) }
    var body = body
    body.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
    }
    let document = cmark_parser_finish(parser)
    defer { cmark_node_free(document) }
    guard let html = cmark_render_html(document, options, cmark_parser_get_syntax_extensions(parser)) else { return [] }
    defer { cmark_get_default_mem_allocator().pointee.free(html) }
    return Array(UnsafeRawBufferPointer(start: html, count: strlen(html)))
  }
}
