import Forum
import ForumKernel

/// An upload as the API tells of it.
struct UploadedFile: Decodable {
  let id: String
  let filename: String
  let bytes: Int64
  let description: String
  let thumbnail_url: String?
}

/// A page of uploads.
struct UploadedFiles: Decodable {
  let items: [UploadedFile]
}

extension WebUI {
  /// What one page shows.
  static let filesShown = 50

  /// The visitor's uploads with a form for another one, which goes to the API as it comes.
  func files(_ request: WebRequest) async throws -> WebResponse {
    guard let visitor = request.visitor else { return signInFirst(request) }
    var failure: APIFailure?
    if request.form != nil {
      do {
        if let upload = request.upload {
          let _: VisitorAPI.Ignored = try await visitor.api.upload(upload)
          return .seeOther(PageAddress.files.path)
        }
      } catch let refused as APIFailure where refused.status != 401 {
        failure = refused
      }
    }
    let uploads = try await visitor.api.get("me/attachments?limit=\(Self.filesShown)", as: UploadedFiles.self).items
    let fields: Fields = [
      "title": "Your files", "action": PageAddress.files.path, "hasFaults": failure != nil, "faults": failure?.fields,
      "descriptionMax": AttachmentLimits.descriptionLengthMax, "hasFiles": !uploads.isEmpty, "files": uploads.map { Fields($0, isChosen: false) },
    ]
    return page(.files, fields, to: request, status: failure?.status ?? 200)
  }
}

extension Fields {
  init(_ file: UploadedFile, isChosen: Bool) {
    self = [
      "id": file.id, "name": file.filename, "size": Fields.size(file.bytes), "alt": file.description.isEmpty ? file.filename : file.description,
      "href": "/files/\(file.id)/content", "thumbnail": file.thumbnail_url == nil ? nil : "/files/\(file.id)/thumbnail", "chosen": isChosen,
      "markdown": "![\(file.description.isEmpty ? file.filename : file.description)](attachment:\(file.id))",
    ]
  }
}
