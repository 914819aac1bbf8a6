import JSON
import Texts

/// The users that installations of a platform have, as their lists say: numbers and the addresses that go with them.
///
/// Label Studio's export has numbers alone and people are shown addresses alone; `GET /api/users/` joins the two. Argilla's
/// records have ids alone; `GET /users` has the names. A list holds for the folder of the inbox that it lies in and for those
/// below it.
package struct UserBook: Sendable, Equatable {
  private struct Entry: Hashable {
    let folder: ExactText
    let name: ExactText
  }

  private var users: [Entry: PlatformUser] = [:]
  /// Numbers that are different people in different folders.
  private(set) var ambiguous: Set<ExactText> = []
  private var addressOf: [ExactText: ExactText] = [:]

  /// Knows nobody.
  package init() {}

  /// Adds the users of a list.
  ///
  /// - Parameters:
  ///   - list: What the list has.
  ///   - folder: The folder that it lies in, below the inbox.
  package mutating func add(_ list: [PlatformUser], folder: String) {
    for user in list {
      guard let name = user.name else { continue }
      users[Entry(folder: ExactText(folder), name: ExactText(name))] = user
      guard let address = (user.email ?? user.nickname).map({ ExactText(PlatformUser.folded($0)) }) else { continue }
      if let known = addressOf.updateValue(address, forKey: ExactText(name)), known != address {
        ambiguous.insert(ExactText(name))
      }
    }
  }

  /// What is known of a user, given what a file in `folder` says.
  func completed(_ user: PlatformUser, folder: String) -> PlatformUser {
    guard let name = user.name else { return user }
    var folder = folder
    while true {
      if let known = users[Entry(folder: ExactText(folder), name: ExactText(name))] {
        return PlatformUser(
          name: name, email: user.email ?? known.email, nickname: user.nickname ?? known.nickname)
      }
      if folder.isEmpty { return user }
      folder = ReturnedRow.folder(of: folder)
    }
  }
}

extension UserBook {
  /// The users of a list as a platform gives it; nil if a document is none.
  ///
  /// An array of users (Label Studio), or one below `items` (Argilla): objects with an `id` and an `email` or a `username`, and
  /// without what a task or a record has. A key that Argilla shows with a user is not looked at.
  static func list(_ scanner: JSONScanner, _ nodes: [Int]) -> [PlatformUser]? {
    var users: [PlatformUser] = []
    for node in nodes {
      guard scanner.nodes[node].kind == .object, scanner.member("annotations", of: node) == nil,
        scanner.member("data", of: node) == nil, scanner.member("fields", of: node) == nil,
        let id = scanner.present("id", of: node), let name = scanner.integer(id) ?? scanner.string(id)
      else { return nil }
      let email = scanner.present("email", of: node).flatMap(scanner.string)
      let nickname = scanner.present("username", of: node).flatMap(scanner.string)
      guard email != nil || nickname != nil else { return nil }
      users.append(
        PlatformUser(
          name: name, email: email.flatMap { $0.isEmpty ? nil : $0 },
          nickname: nickname.flatMap { $0.isEmpty ? nil : $0 }))
    }
    return users.isEmpty ? nil : users
  }
}
