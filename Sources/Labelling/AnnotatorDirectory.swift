import Texts

/// Finds annotators by what a platform calls them.
struct AnnotatorDirectory: Sendable {
  private let accounts: [AnnotatorAccount]
  private let book: UserBook
  private let byID: [ExactText: Int]
  private let byName: [AccountName: Int]

  /// Prepares for annotators no two of whom have one id or one user.
  init(_ accounts: [AnnotatorAccount], book: UserBook = UserBook()) {
    self.accounts = accounts
    self.book = book
    var byID: [ExactText: Int] = [:]
    var byName: [AccountName: Int] = [:]
    for (index, account) in accounts.enumerated() {
      byID[ExactText(account.id)] = index
      for name in account.users { byName[name] = index }
    }
    self.byID = byID
    self.byName = byName
  }

  /// The annotator that `user` is, in a file of a folder of the inbox.
  ///
  /// No account is guessed: nil for a user whom nobody declared, and where number and address are those of two annotators. A
  /// number that the lists of two installations give to two people counts with its folder alone.
  func account(of user: PlatformUser, on platform: Platform, folder: String) -> AnnotatorAccount? {
    if !platform.hasAccounts {
      if let found = user.name.flatMap({ byID[ExactText($0)] }) { return accounts[found] }
      guard platform == .prodigy else { return nil }
    }
    let known = book.completed(user, folder: folder)
    let own = Set(
      folder.split(separator: "/").flatMap { place in
        known.names.compactMap { byName[.init(platform, folder: String(place), user: $0)] }
      })
    if !own.isEmpty { return own.count == 1 ? own.first.map { accounts[$0] } : nil }
    let found = Set(
      known.names.filter { !book.ambiguous.contains(ExactText($0)) }.compactMap {
        byName[.init(platform, folder: nil, user: $0)]
      })
    return found.count == 1 ? found.first.map { accounts[$0] } : nil
  }

  /// A user as people know one: by the address or the name that a list has.
  func shown(_ user: PlatformUser, folder: String) -> String? {
    let known = book.completed(user, folder: folder)
    guard let name = known.shown else { return nil }
    return known.name.map { $0 == name ? name : "\(name) (\($0))" } ?? name
  }

  /// The text by which a spec names a user of a file.
  func declaration(_ user: PlatformUser, folder: String) -> String? {
    let known = book.completed(user, folder: folder)
    if let email = known.email { return email }
    guard let name = known.nickname ?? known.name else { return nil }
    guard book.ambiguous.contains(ExactText(name)), let place = folder.split(separator: "/").last else { return name }
    return "\(place)/\(name)"
  }

  /// Whether two users are one, as far as what both say goes.
  static func isSame(_ left: PlatformUser, _ right: PlatformUser) -> Bool {
    if let first = left.name, let second = right.name { return ExactText(first) == ExactText(second) }
    guard let first = left.email, let second = right.email else { return false }
    return ExactText(PlatformUser.folded(first)) == ExactText(PlatformUser.folded(second))
  }
}

extension AnnotatorAccount {
  /// The annotator that whoever gave a row is.
  ///
  /// - Parameters:
  ///   - row: As a file has it.
  ///   - accounts: The annotators.
  ///   - book: What is known of the platform's users.
  /// - Returns: Nil for unknown users, and where number and address are those of two annotators.
  package static func find(
    _ row: ReturnedRow, among accounts: [AnnotatorAccount], book: UserBook
  ) -> AnnotatorAccount? {
    AnnotatorDirectory(accounts, book: book).account(of: row.completedBy, on: row.platform, folder: row.folder)
  }
}

/// A user of a platform whom the spec gives to nobody.
package struct UndeclaredAccount: Equatable, Sendable {
  package let platform: Platform
  /// As people know one.
  package let user: String
  /// As the spec would have it.
  package let declaration: String
  /// How many answers to our tasks the user gave or changed.
  package let answers: Int
  /// The first file that they stand in.
  package let file: String

  /// Makes a description.
  package init(platform: Platform, user: String, declaration: String, answers: Int, file: String) {
    self.platform = platform
    self.user = user
    self.declaration = declaration
    self.answers = answers
    self.file = file
  }
}
