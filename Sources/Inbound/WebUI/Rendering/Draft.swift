import Forum
import ForumKernel
import Foundation

/// What a form for writing shows: what was typed so far, and what it is about.
struct Draft {
  let address: PageAddress
  let title: String
  let tags: String
  let category: String
  /// Names this writing, so that a form that is sent twice writes once.
  let once: String
  var body: String
  var version: String
  var categories: [Forum.Category] = []
  /// The title of the thread.
  var about: String?
  var answered: PostView?
  var previewHTML: String?
  var failure: APIFailure?
  /// The newest uploads of who writes, and which of them were chosen.
  var files: [UploadedFile] = []
  let chosenFiles: [String]

  init(_ address: PageAddress, _ request: WebRequest) {
    self.address = address
    (title, tags, body) = (request.field("title"), request.field("tags"), request.field("body"))
    category = request.form == nil ? request.value("category") ?? "" : request.field("category")
    version = request.field("version")
    chosenFiles = request.fields("attachment")
    once = request.field("once").isEmpty ? UUID().uuidString : request.field("once")
  }

  var fields: Fields {
    var fields = Fields(compose: address)
    fields["title"] = heading
    fields["heading"] = heading
    fields["about"] = about
    fields["titleText"] = title
    fields["tagsText"] = tags
    fields["body"] = body
    fields["version"] = version
    fields["once"] = once
    fields["categories"] = categories.map { category in
      ["id": category.id.description, "name": category.name, "current": [category.slug, category.id.description].contains(self.category)] as Fields
    }
    fields["answered"] = answered.map { view in
      ["id": view.post.id.description, "name": Fields(author: view.author)["name"], "html": view.post.content.pageHTML] as Fields
    }
    fields["previewHTML"] = previewHTML
    fields["takesFiles"] = takesFiles
    fields["hasFiles"] = !files.isEmpty
    fields["files"] = files.map { Fields($0, isChosen: chosenFiles.contains($0.id)) }
    fields["hasFaults"] = failure != nil
    fields["faults"] = failure?.fields
    return fields
  }

  /// Comments show no files, and an edit leaves those that are there.
  var takesFiles: Bool {
    switch address {
    case .newThread, .reply: true
    default: false
    }
  }

  private var heading: String {
    switch address {
    case .newThread: "New thread"
    case .comment: "Comment"
    case .edit: "Edit your post"
    default: "Reply"
    }
  }
}

extension Fields {
  /// An empty form for writing at this address.
  init(compose address: PageAddress) {
    var (isThread, isEdit, isComment) = (false, false, false)
    switch address {
    case .newThread: isThread = true
    case .edit: isEdit = true
    case .comment: isComment = true
    default: break
    }
    self = [
      "action": address.path, "isThread": isThread, "isEdit": isEdit, "submit": isEdit ? "Save" : isThread ? "Start the thread" : "Post",
      "lengthMax": isComment ? ForumLimits.commentLengthMax : ForumLimits.bodyLengthMax, "once": UUID().uuidString, "body": "", "version": "",
      "answered": nil, "previewHTML": nil, "hasFaults": false, "about": nil, "takesFiles": false,
    ]
  }
}
