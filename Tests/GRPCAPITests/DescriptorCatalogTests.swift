import Testing

@testable import GRPCAPI

@Suite struct DescriptorCatalogTests {
  @Test(
    "a symbol leads to its file and to all that this imports, itself first",
    arguments: ["PostService", "PostService.CreatePost", "CreatePostRequest"])
  func symbols(symbol: String) throws {
    let catalog = try DescriptorCatalog()
    let files = try #require(catalog.files(declaring: "forumlite.v1.\(symbol)"))
    #expect(files == catalog.files(named: "forumlite/v1/forum.proto") && files.count == 3)
    #expect(catalog.files(named: "forumlite/v1/views.proto") == Array(files.dropFirst()))
  }

  @Test("what is not there is not found, and every service is listed")
  func services() throws {
    let catalog = try DescriptorCatalog()
    #expect(catalog.files(named: "nowhere.proto") == nil && catalog.files(declaring: "forumlite.v1.Nothing") == nil)
    #expect(catalog.services == catalog.services.sorted())
    #expect(catalog.services.contains("forumlite.v1.ImportService") && catalog.services.contains("grpc.reflection.v1alpha.ServerReflection"))
  }
}
