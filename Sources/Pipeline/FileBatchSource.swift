import Draws
import Labelling
import Selection
import Stages

/// What a batch is composed from where everything is in a few files that are held in memory.
final class FileBatchSource: BatchSource {
  private let images: PickImages
  /// The rows that may be picked.
  private let open: [Int]
  private let labelledImages: [String]
  private let groupOf: [ExactText: String]
  private let draws: FilePick.Draws
  private let found: PickCandidates
  var candidates: Int { found.rows.count }
  /// The row of each numbered image; the candidates come first.
  private(set) var rows: [Int]
  private var numbers: [Int: Int] = [:]
  private var groupNumbers: [ExactText: Int] = [:]

  /// Begins with the candidates.
  ///
  /// - Parameters:
  ///   - images: The images of the files.
  ///   - candidates: The candidates.
  ///   - open: The rows that may be picked.
  ///   - labelled: The images that are labelled.
  ///   - groups: The production run of each image that is in one.
  ///   - draws: What is drawn from.
  init(
    _ images: PickImages, candidates: PickCandidates, open: [Int], labelled: [String], groups: [ExactText: String],
    draws: FilePick.Draws
  ) {
    self.images = images
    self.open = open
    found = candidates
    self.draws = draws
    labelledImages = labelled
    groupOf = groups
    rows = candidates.rows
    for (number, row) in candidates.rows.enumerated() { numbers[row] = number }
  }

  /// The id of a numbered image.
  func id(_ image: Int) -> String { images.ids[rows[image]] }

  /// The production run of a numbered image.
  func group(_ image: Int) -> String? { groupOf[ExactText(id(image))] }

  func keys(_ images: [Int]) -> [UInt64] { images.map { draws.cluster.key(id($0)) } }

  func scores(_ images: [Int]) -> [Double] { images.map { found.scores[rows[$0]] ?? .nan } }

  func predicted(_ images: [Int]) -> [Int] { images.map { self.images.predicted(rows[$0])?.index ?? 0 } }

  func groups(_ images: [Int]) -> [Int?] {
    images.map { image in
      guard let name = group(image).map(ExactText.init) else { return nil }
      let number = groupNumbers[name] ?? groupNumbers.count
      groupNumbers[name] = number
      return number
    }
  }

  func vectors(_ images: [Int]) throws -> (values: [Float], dimensions: Int) {
    try self.images.vectors(images.map { rows[$0] })
  }

  func probabilities(_ images: [Int]) -> (values: [Float], classes: Int) {
    let classes = self.images.classes
    return (images.flatMap { self.images.probabilities[rows[$0] * classes..<(rows[$0] + 1) * classes] }, classes)
  }

  func labelled() throws -> [Float] { try images.vectors(ofImages: labelledImages) }

  func unqueried() -> [(class: Int, images: [Int])] { [] }

  func rare(_ count: Int) -> [(class: Int, images: [Int])] { [] }

  func sample(_ count: Int) -> [Int] {
    drawn(BatchSample.size(count), draw: draws.sample, from: open).map { number($0) }
  }

  func random(_ count: Int, besides picked: [Int]) -> (images: [Int], of: Int) {
    let taken = Set(picked.map { rows[$0] })
    let rest = open.filter { !taken.contains($0) }
    return (drawn(count, draw: draws.random, from: rest).map { number($0) }, rest.count)
  }

  func following(_ count: Int) throws -> [Int] { try found.following(count).map { number($0) } }

  private func drawn(_ count: Int, draw: Draw, from rows: [Int]) -> [Int] {
    var head = RankedHead(limit: count)
    for row in rows { head.offer(RankKey(score: 0, draw: draw.key(images.ids[row]), row: row)) }
    return head.sorted().map(\.row)
  }

  private func number(_ row: Int) -> Int {
    if let number = numbers[row] { return number }
    numbers[row] = rows.count
    rows.append(row)
    return rows.count - 1
  }
}
