/// A server on which people label, whatever its kind.
///
/// All that changes something there can be run again after it was killed at any point and comes to the same.
package protocol LabellingServer: Sendable {
  /// Asks for the version, and who the token's owner is.
  ///
  /// - Throws: `ServerError`.
  func check() async throws -> ServerCheck

  /// Asks who has an account.
  ///
  /// - Throws: `ServerError`.
  func users() async throws -> UserList

  /// Finds a sheet's project by its exact title, or makes it; brings page, classes and guidelines up to the sheet's.
  ///
  /// - Throws: `ServerError`.
  func prepare(_ sheet: Sheet) async throws -> SheetPlace

  /// Finds a project by its exact title.
  ///
  /// - Throws: `ServerError.noProject` if it is not there; `ServerError`.
  func find(_ title: String) async throws -> SheetPlace

  /// Sends those of a sheet's tasks that are not there, and counts at the end.
  ///
  /// - Parameters:
  ///   - sheet: The sheet.
  ///   - place: What `prepare` gave.
  ///   - picture: The picture of a task, by its id; asked only for what is sent.
  ///   - progress: Told how many are there.
  /// - Returns: What it came to.
  /// - Throws: `ServerError`; what `picture` throws.
  func send(
    _ sheet: Sheet, to place: SheetPlace, picture: @escaping @Sendable (String) async throws -> SheetPicture,
    progress: @escaping @Sendable (SendProgress) -> Void
  ) async throws -> SendResult

  /// Counts the answers, skipped ones among them, without fetching pictures: for whoever waits for the last.
  ///
  /// An edit is no further answer.
  ///
  /// - Throws: `ServerError`.
  func answers(at place: SheetPlace) async throws -> Int

  /// Fetches the answers.
  ///
  /// - Parameters:
  ///   - place: What `prepare` or `find` gave.
  ///   - since: When an earlier pull began: what has changed after it is fetched; nil for all. A server that cannot say what has
  ///     changed gives all.
  ///   - sink: Takes each reply as it came, before anything of it is read, under a name that is a file's: what it took is worth
  ///     nothing if `pull` throws.
  /// - Returns: What it brought.
  /// - Throws: `ServerError`; what `sink` throws.
  func pull(
    from place: SheetPlace, since: Int64?, sink: @escaping @Sendable (String, [UInt8]) throws -> Void
  ) async throws -> PullResult
}

/// What a server says of itself.
package struct ServerCheck: Equatable, Sendable {
  /// `Label Studio`, `Argilla`.
  package let product: String
  /// As it says.
  package let version: String
  /// The token's owner: an e-mail address or a name.
  package let owner: String
  /// What the owner may do, where the server knows roles.
  package let role: String?

  /// Makes one.
  package init(product: String, version: String, owner: String, role: String? = nil) {
    self.product = product
    self.version = version
    self.owner = owner
    self.role = role
  }
}

/// Where a sheet is on a server.
package struct SheetPlace: Equatable, Sendable {
  /// The title.
  package let title: String
  /// The number of the project, or the id of the dataset.
  package let id: String
  /// What a person opens in a browser.
  package let page: String
  /// Whether it has just been made.
  package let isNew: Bool
  /// What of it was brought up to the sheet, by name.
  package let changed: [String]

  /// Makes one.
  package init(title: String, id: String, page: String, isNew: Bool = false, changed: [String] = []) {
    self.title = title
    self.id = id
    self.page = page
    self.isNew = isNew
    self.changed = changed
  }
}

/// How far sending is.
package struct SendProgress: Equatable, Sendable {
  /// Tasks of the sheet that are on the server.
  package let done: Int
  /// Tasks of the sheet.
  package let total: Int

  /// Makes one.
  package init(done: Int, total: Int) {
    self.done = done
    self.total = total
  }
}

/// What sending came to.
package struct SendResult: Equatable, Sendable {
  /// Tasks of the sheet, all of which are on the server.
  package let total: Int
  /// How many were there before.
  package let found: Int
  /// Second copies without any work in them, which were removed.
  package let removed: Int
  /// Tasks of which there are two copies, both with work in them, in the order of the sheet.
  package let doubled: [String]
  /// Tasks there that the sheet does not have.
  package let foreign: Int

  /// Makes one.
  package init(total: Int, found: Int, removed: Int = 0, doubled: [String] = [], foreign: Int = 0) {
    self.total = total
    self.found = found
    self.removed = removed
    self.doubled = doubled
    self.foreign = foreign
  }
}

/// What a pull brought.
package struct PullResult: Equatable, Sendable {
  /// The names that the sink was given, in order.
  package let files: [String]
  /// Whether all tasks were fetched: what a full pull lacks is not on the server.
  package let isFull: Bool
  /// When it began by the server's clock, in microseconds since 1970: what the next pull is told.
  package let began: Int64
  /// Tasks in it.
  package let tasks: Int
  /// Answers in it: skipped ones are, drafts are not.
  package let answers: Int
  /// Answers that skip.
  package let skipped: Int
  /// Drafts in it.
  package let drafts: Int

  /// Makes one.
  package init(
    files: [String], isFull: Bool, began: Int64, tasks: Int, answers: Int, skipped: Int, drafts: Int
  ) {
    self.files = files
    self.isFull = isFull
    self.began = began
    self.tasks = tasks
    self.answers = answers
    self.skipped = skipped
    self.drafts = drafts
  }
}
