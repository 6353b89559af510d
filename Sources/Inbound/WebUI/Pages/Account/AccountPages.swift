extension WebUI {
  func account(_ address: AccountAddress, _ request: WebRequest) async throws -> WebResponse {
    switch address {
    case .signIn: try await signIn(request)
    case .provider: try await provider(request)
    case .signUp: try await signUp(request)
    case .signOut: await signOut(request)
    case .forgotten: try await forgotten(request)
    case .reset, .verify, .email, .unsubscribe: try await ticket(address, request)
    case .settings: try await settings(request)
    case .reading: try await reading(request)
    case .sessions: try await sessions(request)
    case .secondStep: try await secondStep(request)
    case .tokens: try await tokens(request)
    case .data: try await ownData(request)
    case .archive: ownArchive(request)
    case .erase: try await erase(request)
    case .erasure: try await erasure(request)
    }
  }
}
