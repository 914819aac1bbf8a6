import Texts

/// Finds annotators by what a platform calls them.
struct AnnotatorDirectory: Sendable {
  private let accounts: [AnnotatorAccount]
  private let byID: [ExactText: Int]
  private let byUser: [ExactText: Int]

  init(_ accounts: [AnnotatorAccount]) {
    self.accounts = accounts
    var byID: [ExactText: Int] = [:]
    var byUser: [ExactText: Int] = [:]
    for (index, account) in accounts.enumerated() {
      byID[ExactText(account.id)] = index
      byUser[ExactText(PlatformUser.folded(account.labelStudio))] = index
    }
    self.byID = byID
    self.byUser = byUser
  }

  /// The annotator that `user` is; nil for unknown users, and where number and address are those of two
  /// annotators.
  func account(of user: PlatformUser, on platform: Platform) -> AnnotatorAccount? {
    switch platform {
    case .csv: return user.name.flatMap { byID[ExactText($0)] }.map { accounts[$0] }
    case .labelStudio:
      let number = user.name.flatMap { byUser[ExactText($0)] }
      let email = user.email.flatMap { byUser[ExactText(PlatformUser.folded($0))] }
      if let number, let email, number != email { return nil }
      return (number ?? email).map { accounts[$0] }
    }
  }

  /// Whether two users are one, as far as what both say goes.
  static func isSame(_ left: PlatformUser, _ right: PlatformUser) -> Bool {
    if let first = left.name, let second = right.name { return ExactText(first) == ExactText(second) }
    guard let first = left.email, let second = right.email else { return false }
    return ExactText(PlatformUser.folded(first)) == ExactText(PlatformUser.folded(second))
  }
}

extension AnnotatorAccount {
  /// The annotator that a platform's user is.
  ///
  /// - Parameters:
  ///   - user: As the platform names somebody.
  ///   - platform: The platform.
  ///   - accounts: The annotators.
  /// - Returns: Nil for unknown users, and where number and address are those of two annotators.
  package static func find(
    _ user: PlatformUser, on platform: Platform, among accounts: [AnnotatorAccount]
  ) -> AnnotatorAccount? {
    AnnotatorDirectory(accounts).account(of: user, on: platform)
  }
}
