public import Auth
public import ForumKernel

extension SQLTransaction {
  public func user(_ id: UserID) throws -> User? { try UserQueries.findUser(connection, id: id.raw, tenantID: tenant.raw).map(User.init) }

  public func user(handleKey: String) throws -> User? {
    try UserQueries.findUserByHandle(connection, tenantID: tenant.raw, handleKey: handleKey).map(User.init)
  }

  public func user(emailKey: String) throws -> User? {
    try UserQueries.findUserByEmail(connection, tenantID: tenant.raw, emailKey: emailKey).map(User.init)
  }

  public func insert(_ user: User) throws {
    try occupy(members: 1)
    try UserQueries.insertUser(
      connection, id: user.id.raw, tenantID: tenant.raw, handle: user.handle.text, handleKey: user.handle.key, email: user.email?.text,
      emailKey: user.email?.key, displayName: user.displayName, roles: JSONText.array(user.roles), state: user.state.rawValue, version: user.version,
      createdAt: user.createdAt.milliseconds, updatedAt: user.updatedAt.milliseconds)
    try GateQueries.claimSkeleton(connection, tenantID: tenant.raw, skeleton: user.handle.skeleton, userID: user.id.raw)
  }

  public func setEmail(_ email: EmailAddress, of user: UserID) throws {
    try UserQueries.setUserEmail(
      connection, email: email.text, emailKey: email.key, updatedAt: now.milliseconds, id: user.raw, tenantID: tenant.raw)
  }

  public func update(_ user: User) throws {
    try UserQueries.updateUser(
      connection, displayName: user.displayName, roles: JSONText.array(user.roles), state: user.state.rawValue, version: user.version,
      updatedAt: user.updatedAt.milliseconds, id: user.id.raw, tenantID: tenant.raw)
  }

  public func users(withRole role: String) throws -> [UserID] {
    let all = try UserQueries.rolesOfActiveUsers(connection, tenantID: tenant.raw, plainRoles: JSONText.array(["member"]))
    return try all.filter { try JSONText.strings($0.roles).contains(role) }.map { ID($0.id) }
  }

  public func setPasswordHash(_ hash: String, of user: UserID) throws {
    try CredentialQueries.putPasswordHash(connection, userID: user.raw, tenantID: tenant.raw, passwordHash: hash, updatedAt: now.milliseconds)
  }

  /// An account for an author of another forum, under the first free handle that is like the name. An id of this program's kind stays where it is free.
  func insertImportedUser(externalID: String, name: String) throws -> User {
    let id: UserID
    if let raw = RawID(externalID), raw.isVersion7, try UserQueries.isUserIDTaken(connection, id: raw) == nil { id = ID(raw) } else { id = newID() }
    let displayName = String(name.prefix(AuthLimits.displayNameLengthMax))
    for handle in Handle.candidates(from: name) where try user(handleKey: handle.key) == nil {
      let user = User.new(id, handle: handle, email: nil, displayName: displayName, state: .imported, now: now)
      try insert(user)
      return user
    }
    throw AppError(.conflict, "handle_taken", "There is no free handle for \(displayName).")
  }
}

extension User {
  /// The column has a CHECK for the states.
  init(_ row: UserQueries.UserRow) throws {
    self.init(
      id: ID(row.id), handle: Handle(stored: row.handle), email: row.email.map(EmailAddress.init(stored:)), displayName: row.displayName,
      roles: try JSONText.strings(row.roles), state: State(rawValue: row.state) ?? .suspended, createdAt: Timestamp(milliseconds: row.createdAt),
      updatedAt: Timestamp(milliseconds: row.updatedAt), version: row.version)
  }
}
