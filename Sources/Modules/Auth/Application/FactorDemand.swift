import ForumKernel

/// The roles whose holders must have a second factor. Until they have one, such a role gives them nothing.
public struct FactorDemand: Sendable {
  let roles: Set<String>

  /// `roles`: names of roles, in whatever tenant has them.
  public init(roles: some Sequence<String> = []) { self.roles = Set(roles) }

  func isMade(of roles: [String]) -> Bool { !self.roles.isDisjoint(with: roles) }

  /// The roles that count for who has no second factor.
  func rolesLeft(of roles: [String]) -> [String] { roles.filter { !self.roles.contains($0) } }

  /// At the end of a transaction that took a factor away. Throws `conflict` (`last_factor`) when the roles demand one and none is left.
  func requireFactor(of user: User, _ tx: any AuthTransaction) throws {
    // The roles of now: they may have changed since the request was let in.
    let roles = try tx.user(user.id)?.roles ?? user.roles
    guard try !isMade(of: roles) || tx.hasSecondFactor(user.id) else {
      throw AppError(.conflict, "last_factor", "A role of yours demands a second factor, and this is your last one: join another one first.")
    }
  }
}
