import ArgumentParser
import Forum
import ForumKernel
import ForumRuntime
import Foundation

/// What the forum makes of images, for scripts that judge it: reads a request a line, `{"do": "thumbnail", "image": PATH, "to": PATH, "side": 480}`, and answers
/// each with a line.
struct ImagesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "images", abstract: "Look into images, make small ones and take metadata out, as requests on standard input say.",
    shouldDisplay: false)

  private struct Request: Decodable {
    enum Work: String, Decodable { case facts, thumbnail, strip }

    let work: Work
    let image: String
    let target: String?
    let side: Int?

    enum CodingKeys: String, CodingKey {
      case work = "do"
      case target = "to"
      case image, side
    }
  }

  private struct Reply: Encodable {
    var format: String?
    var width: Int?
    var height: Int?
    var error: String?
    var cause: String?
  }

  func run() async throws {
    let images = try EnabledAdapters.all().images
    while let line = readLine() {
      let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
      let bytes = try JSONEncoder().encode(await Self.reply(to: request, images))
      try FileHandle.standardOutput.write(contentsOf: bytes + Data("\n".utf8))
    }
  }

  private static func reply(to request: Request, _ images: any ImageMaker) async -> Reply {
    do throws(AppError) {
      let facts: ImageFacts?
      switch request.work {
      case .facts: facts = try await images.facts(of: request.image)
      case .thumbnail: facts = try await images.makeThumbnail(of: request.image, as: request.target ?? "", side: request.side ?? 480)
      case .strip:
        try await images.strip(request.image, as: request.target ?? "")
        facts = nil
      }
      return Reply(format: facts?.format.rawValue, width: facts?.width, height: facts?.height)
    } catch {
      return Reply(error: error.slug, cause: error.cause)
    }
  }
}
