import Audit
import Columnar
import Engine
import Foundation
import Labelling
import Selection
import Spec
import Stages
import Storage
import Texts

/// Tells of any image why it is in an iteration's batch or what it lacked, from the tables alone.
///
/// It reads what is there and writes nothing; a sealed iteration is told of as an open one.
package struct ImageStories {
  private let side: ComparedIteration
  private let directory: DataDirectory
  private var number: Int { side.number }
  private var isFirst: Bool { number == 0 }

  /// Opens an iteration.
  ///
  /// - Returns: Nil if it has not begun.
  /// - Throws: `EngineError.damaged`, `StorageError`, `SpecErrors`.
  package init?(_ directory: DataDirectory, _ number: Int) throws {
    guard let side = try ComparedIteration(directory, number) else { return nil }
    self.side = side
    self.directory = directory
  }

  /// The story of an image.
  ///
  /// - Throws: `UnknownImageError` if no pool holds it; `ColumnarError`, `StorageError`, `EngineError.damaged`.
  package func story(of image: String) throws -> ImageStory {
    var story = ImageStory(image: image, iteration: number, end: .notScored)
    try tell(&story)
    if story.end == .picked || story.earlier == nil { story.label = try Labels.of(image, in: side) }
    story.otherBatches = try otherBatches(with: image)
    return story
  }

  private var chosen: Artifact? { side.batchStage.map { Catalogue.selection($0.name) } }

  private func tell(_ story: inout ImageStory) throws {
    let image = story.image
    guard let row = try poolRow(&story) else { return }
    story.group = try row.string("group")
    story.copyOf = try row.string("duplicate_of")
    if let role = try row.string("role"), role != "pool" { story.role = role }
    let batch = try BatchView(side, chosen: chosen)
    story.random = batch?.random
    story.score = isFirst ? nil : try ScoreView(side).score(of: image)
    (story.earlier, story.otherBytes) = try Labels.before(side, of: image, row.digest("sha256"))
    if isFirst { story.stratum = try stratum(of: row, image: image) }
    if let pick = try batch?.pick(of: image) {
      story.end = .picked
      story.pick = pick
      return
    }
    if story.role != nil {
      story.end = .heldOut
    } else if story.copyOf != nil {
      story.end = .copy
    } else if let earlier = story.earlier, earlier.isSettled {
      story.end = .labelled
    } else if let fault = try fault(of: image) {
      story.end = .broken
      story.fault = fault
    } else if !isFirst, side.manifest.record(StageName.score) == nil {
      story.end = .notScored
    } else if let batch {
      try end(&story, batch)
    } else {
      story.end = .noBatch
    }
  }

  /// How the way of an image ended that could have been picked.
  private func end(_ story: inout ImageStory, _ batch: BatchView) throws {
    if isFirst || batch.isAllRandom {
      story.end = .notDrawn
    } else if let (fate, considered) = try batch.considered(story.image, group: story.group) {
      story.considered = considered
      story.end = fate
    } else if story.score?.candidateRank != nil {
      story.end = .notChosen
    } else {
      story.end = story.score?.passed == false ? .pastThreshold : .cut
    }
  }

  // MARK: The pool

  /// The image's row of the pool; nil where the story ends before.
  private func poolRow(_ story: inout ImageStory) throws -> StoryRow? {
    let artifact = Catalogue.Pool.images
    if let pool = try side.table(artifact), let row = try StoryRow.find(story.image, in: pool) { return row }
    if let fault = try StoryRow.find(story.image, in: side.table(Catalogue.Pool.broken))?.string("reason") {
      story.end = .broken
      story.fault = fault
      return nil
    }
    var near = NearImages(story.image)
    var others: [Int] = []
    var digest: Digest?
    for other in try directory.iterations() where other != number {
      guard let side = try ComparedIteration(directory, other), let pool = try side.table(artifact) else { continue }
      guard let row = try StoryRow.find(story.image, in: pool) else { continue }
      others.append(other)
      if digest == nil || other < number { digest = try row.digest("sha256") }
    }
    guard others.isEmpty else {
      story.end = .notInPool
      story.pools = others
      if let digest, let pool = try side.table(artifact) {
        story.movedTo = try StoryRow.find(digest, in: pool)?.string("image_id")
      }
      return nil
    }
    if let pool = try side.table(artifact) { try near.look(in: pool) }
    throw UnknownImageError(image: story.image, near: near.found)
  }

  /// What is wrong with an image that is listed and cannot be decoded.
  private func fault(of image: String) throws -> String? {
    try StoryRow.find(image, in: side.table(Catalogue.broken(first: isFirst)))?.string("reason")
  }

  // MARK: The first batch

  private func stratum(of row: StoryRow, image: String) throws -> ImageStory.Stratum? {
    let seed = side.spec.stages.seed
    let name = try seed.stratum(group: row.string("group"), metadata: row.string("metadata"), image: image)
    for stratum in try StoryRow.all(of: side.table(Catalogue.Seed.strata)) {
      guard try stratum.string("stratum").map({ ExactText($0) }) == ExactText(name) else { continue }
      return ImageStory.Stratum(
        by: seed.method == .random ? nil : seed.by, name: name, images: try stratum.int("images") ?? 0,
        picked: try stratum.int("picked") ?? 0, factor: try stratum.double("factor") ?? 1)
    }
    return nil
  }

  // MARK: Other iterations

  private func otherBatches(with image: String) throws -> [Int] {
    try directory.iterations().filter { other in
      guard other != number, let side = try ComparedIteration(directory, other), let stage = side.batchStage else {
        return false
      }
      return try StoryRow.find(image, in: side.table(Catalogue.selection(stage.name))) != nil
    }
  }
}
