import Forum
import ForumKernel

extension Fields {
  /// What pages show of an attachment.
  init(_ attachment: Attachment) {
    let name = attachment.filename.description
    self = [
      "name": name, "href": PageAddress.file(attachment.id, isThumbnail: false).path, "size": Self.size(attachment.blob.bytes),
      "alt": attachment.description.isEmpty ? name : attachment.description,
      "thumbnail": attachment.blob.thumbnail.map { small in
        [
          "src": PageAddress.file(attachment.id, isThumbnail: true).path, "width": small.size.width, "height": small.size.height,
        ] as Fields
      },
    ]
  }

  /// Those that the text does not show already.
  static func attachments(of view: PostView) -> [Fields] {
    view.attachments.map(\.attachment).filter { !view.post.content.html.contains($0.path) }.map { Fields($0) }
  }

  static func size(_ bytes: Int64) -> String {
    switch bytes {
    case ..<1000: "\(bytes) B"
    case ..<1_000_000: "\(bytes / 1000) kB"
    default: "\(bytes / 1_000_000).\(bytes / 100_000 % 10) MB"
    }
  }
}

extension PostContent {
  /// The HTML with the files of attachments where pages have them, which know visitors by their cookies.
  var pageHTML: String { html.replacing(Attachment.folder, with: "/files/") }
}

extension WebUI {
  /// The API decides who may have it.
  func file(_ id: AttachmentID, isThumbnail: Bool, _ request: WebRequest) -> WebResponse {
    var response = WebResponse(status: 200, headers: [], body: [])
    response.passesOn = ("attachments/\(id)/\(isThumbnail ? "thumbnail" : "content")", request.visitor?.api.accessToken)
    return response
  }
}
