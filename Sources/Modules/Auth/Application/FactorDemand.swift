import ForumKernel

/// The roles whose holders must have a second factor. Until they have one, such a role gives them nothing.
public struct FactorDemand: Sendable {
  let roles: Set<String>

  /// `roles`: names of roles, in whatever tenant has them.
  public init(roles: some Sequence<String> = []) { self.roles = Set(roles) }

  /// Those that count. Who lacks a second factor that one of them demands keeps what visitors may.
  func roles(of user: User, hasSecondFactor: Bool) -> [String] {
    hasSecondFactor || !isMade(of: user) ? user.roles : user.roles.filter { !roles.contains($0) } + ["guest"]
  }

  /// At the end of a transaction that took a factor away. Throws `conflict` (`last_factor`) when none is left, and a role or a policy demands one.
  func requireFactor(of user: User, _ principal: Principal, _ tx: any AuthTransaction) throws {
    guard try !tx.hasSecondFactor(user.id) else { return }
    // The roles of now: they may have changed since the request was let in.
    if isMade(of: try tx.user(user.id) ?? user) {
      throw AppError(.conflict, "last_factor", "A role of yours demands a second factor, and this is your last one: join another one first.")
    }
    if let policy = principal.policyDemandingSecondFactor {
      throw AppError(
        .conflict, "last_factor",
        "The forum’s rule \(policy.name) demands a second factor, and this is your last one: join another one first.")
    }
  }

  private func isMade(of user: User) -> Bool { !roles.isDisjoint(with: user.roles) }
}
