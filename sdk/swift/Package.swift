// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "forum-lite-client",
  platforms: [.macOS(.v13), .iOS(.v16)],
  products: [.library(name: "ForumLite", targets: ["ForumLite"])],
  targets: [
    .target(name: "ForumLite"),
    .executableTarget(name: "tour", dependencies: ["ForumLite"]),
  ]
)
