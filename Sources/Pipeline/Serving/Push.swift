import Labelling
import Servers
import Stages
import Storage
import Synchronization
import Texts

/// Sends the tasks of a round to the labelling server, each person's into a project of that person's own.
///
/// Killed at any point and run again it goes on, and each task is there once.
package struct Push: Sendable {
  /// What came of one person's sheet.
  package struct Outcome: Sendable {
    package let person: String
    package let place: SheetPlace
    package let result: SendResult
    /// Pictures that are not shown as their files have them, and what was done, by task.
    package let changed: [(task: String, change: String)]
  }

  private let sheets: RoundSheets
  private let server: any LabellingServer
  private let pictures: ServedPictures
  private let known: [ExactText: ServedPictures.Picture]

  /// Prepares a push.
  ///
  /// - Parameters:
  ///   - project: The pipeline.
  ///   - directory: Its data directory.
  ///   - sheets: The tasks.
  ///   - server: Where they go.
  /// - Throws: `ColumnarError`, `StorageError`.
  package init(_ project: Project, _ directory: DataDirectory, sheets: RoundSheets, server: any LabellingServer) throws
  {
    self.sheets = sheets
    self.server = server
    pictures = ServedPictures(project, directory, iteration: sheets.iteration)
    known = Dictionary(
      try pictures.pictures(round: sheets.round).map { ($0.taskID.exact, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Sends everybody's tasks.
  ///
  /// - Parameters:
  ///   - begun: Told whose sheet is next, and where it is.
  ///   - progress: Told how many of a person's tasks are there.
  /// - Returns: An outcome a person.
  /// - Throws: `ServerError`; `ServingError.picture`; `ImagingError`, `StorageError`.
  package func run(
    begun: @escaping @Sendable (Sheet, SheetPlace) -> Void,
    progress: @escaping @Sendable (Sheet, SendProgress) -> Void
  ) async throws -> [Outcome] {
    let limit = sheets.target == .argilla ? Argilla.longestPicture : Int.max
    var outcomes: [Outcome] = []
    for sheet in sheets.sheets {
      let place = try await prepare(sheet)
      begun(sheet, place)
      let changed = Mutex<[(task: String, change: String)]>([])
      let result = try await server.send(
        sheet, to: place,
        picture: { task in
          let shown = try picture(task, limit: limit)
          if let change = shown.change { changed.withLock { $0.append((task, change)) } }
          return SheetPicture(shown.address, note: shown.change)
        }, progress: { progress(sheet, $0) })
      outcomes.append(
        Outcome(person: sheet.person, place: place, result: result, changed: changed.withLock { $0 }))
    }
    return outcomes
  }

  /// Finds or makes the project of a sheet; where one of that name has other classes, which a platform does not change, the next.
  private func prepare(_ sheet: Sheet) async throws -> SheetPlace {
    var sheet = sheet
    while true {
      do {
        return try await server.prepare(sheet)
      } catch ServerError.otherClasses(_, _, _, let next) where !next.equalsByBytes(sheet.title) {
        sheet.title = next
      }
    }
  }

  /// The picture of a task: just the bytes that were picked.
  private func picture(_ task: String, limit: Int) throws -> PictureForBrowser {
    guard let picture = known[task.exact] else { throw ServingError.picture(image: task) }
    let path = pictures.source(picture)
    guard Files.exists(path) else { throw ServingError.picture(image: picture.imageID) }
    let bytes = try Files.read(path)
    guard Digest(of: bytes) == picture.digest else { throw ServingError.picture(image: picture.imageID) }
    return try PictureForBrowser(bytes, limit: limit)
  }
}
