import Texts

/// The accounts of a server.
package struct UserList: Equatable, Sendable {
  /// An account.
  package struct User: Equatable, Sendable {
    /// A number, or what the server takes instead.
    package let id: String
    /// The name, empty where there is none.
    package let name: String
    /// The e-mail address, empty where there is none.
    package let email: String

    /// Makes one.
    package init(id: String, name: String, email: String) {
      self.id = id
      self.name = name
      self.email = email
    }
  }

  /// In the order of the reply.
  package let users: [User]
  /// The reply for the inbox: as it came, but for keys of the users' own, which no file may hold.
  package let reply: [UInt8]

  /// Makes a list.
  package init(users: [User], reply: [UInt8]) {
    self.users = users
    self.reply = reply
  }

  /// The first user that one of some accounts means: its id or name by bytes, its address without regard to case.
  package func user(of accounts: [String]) -> User? {
    for account in accounts {
      let address = account.lowercased()
      let found = users.first { user in
        user.id.equalsByBytes(account) || (!user.name.isEmpty && user.name.equalsByBytes(account))
          || (!user.email.isEmpty && user.email.lowercased().equalsByBytes(address))
      }
      if let found { return found }
    }
    return nil
  }

  /// The user of a sheet.
  ///
  /// - Throws: `ServerError.unknownAccount`, which names everybody.
  func user(of sheet: Sheet) throws -> User {
    if let user = user(of: sheet.accounts) { return user }
    let known = users.map { $0.email.isEmpty ? $0.name.isEmpty ? $0.id : $0.name : $0.email }
    throw ServerError.unknownAccount(person: sheet.person, accounts: sheet.accounts, known: known)
  }
}
