import Columnar
import Selection
import Spec

/// A batch with the names of its images.
package struct ComposedBatch {
  /// The batch; its images are numbers.
  package let outcome: BatchOutcome
  private let source: StageBatchSource

  init(outcome: BatchOutcome, source: StageBatchSource) {
    self.outcome = outcome
    self.source = source
  }

  /// How the candidates came about.
  package var candidates: CandidateReport { source.ranking.report }

  /// What the threshold did for the batch.
  var thresholdEffect: ThresholdEffect {
    ThresholdEffect(candidates, source.acquisition, scores: source.ranking.base)
  }
  /// How many images could be asked about.
  package var unlabelled: Int { source.table.rowCount }

  /// The id of an image.
  package func imageID(_ image: Int) -> String { source.ids[image] }

  /// The name of a class.
  package func className(_ index: Int) -> String { source.setup.spec.classes[index] }

  /// The class that the model finds most probable for an image, which the composition has looked at; nil if it is not known.
  package func predicted(_ image: Int) -> String? {
    predictedClass(image).map { className($0) }
  }

  /// The number of that class.
  func predictedClass(_ image: Int) -> Int? {
    source.predicted([image]).first.flatMap { $0 < 0 ? nil : $0 }
  }

  /// A receipt for each pick, in the order of the batch.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func receipts() throws -> [SelectedImage] {
    let picks = outcome.picks
    let images = picks.map(\.image)
    let groups = try source.groupNames(images)
    let scores = source.scores(images)
    return picks.enumerated().map { place, pick in
      var image = SelectedImage(
        imageID: source.ids[pick.image], rank: place + 1, share: pick.share.rawValue,
        score: scores[place].isNaN ? nil : scores[place], inclusionProbability: pick.inclusionProbability)
      if pick.image < source.candidates {
        image.candidateRank = pick.image + 1
        image.gap = source.ranking.gap(pick.image)
        image.tied = image.score == nil ? nil : Int(source.ranking.tied[pick.image])
      }
      image.predicted = predicted(pick.image)
      image.probability = source.highest[pick.image]
      image.forClass = pick.forClass.map { className($0) }
      image.group = groups[place]
      image.take(pick)
      return image
    }
  }

  /// What became of every image that a share looked at, in the order of the key.
  ///
  /// - Throws: `ColumnarError`.
  package func considered() throws -> Table {
    try outcome.considered(candidates: source.candidates) { source.ids[$0] }
  }
}

extension BatchOutcome {
  /// What became of every image that a share looked at, in the order of the key.
  ///
  /// - Parameters:
  ///   - candidates: How many of the images, from number 0, are candidates.
  ///   - name: The id of an image.
  /// - Returns: The table.
  /// - Throws: `ColumnarError`.
  package func considered(candidates: Int, name: (Int) -> String) throws -> Table {
    let names = StringArray(considered.map { name($0.image) })
    let order = names.ascending()
    let rows = order.map { considered[$0] }
    return try Table(
      schema: Tables.considered,
      columns: [
        .strings(names.gather(order)), .optionalInt32s(rows.map { $0.image < candidates ? Int32($0.image + 1) : nil }),
        .strings(rows.map(\.share.rawValue)), .strings(rows.map(\.fate.rawValue)),
        .optionalStrings(rows.map { $0.instead.map(name) }),
        .optionalStrings(rows.map { $0.nearDuplicateOf.map(name) }),
        .optionalInt32s(rows.map(\.cluster)), .optionalFloats(rows.map(\.distance)),
      ])
  }
}
