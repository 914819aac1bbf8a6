import Columnar
import Engine
import Labelling
import Quality
import Spec
import Texts

/// Chooses who is asked about which image of a batch by what people have shown they can.
struct TaskRouting {
  /// Who is asked.
  struct Outcome {
    /// By image of the selection: ids in the order of the spec.
    let people: [[String]]
    /// Image and person, where chance alone has chosen.
    let isRandom: Set<ExactPair>
  }

  private let setup: StageSetup
  private let context: StageContext

  init(_ setup: StageSetup, _ context: StageContext) {
    self.setup = setup
    self.context = context
  }

  /// How much people take, as an input of a stage.
  static func capacities(_ setup: StageSetup) -> NamedValue {
    NamedValue("capacities", setup.spec.annotators.map { $0.capacity.map(String.init) ?? "" }.joined(separator: " "))
  }

  /// The assignment; nil where nobody has answered a calibration image yet, or nothing is handed out.
  ///
  /// - Throws: `DataError.routingImpossible` where people have too few places; `ColumnarError`, `StorageError`.
  func route(_ request: WorkRequest) throws -> Outcome? {
    let resting = Set(request.resting.map(\.exact))
    let people = setup.spec.annotators.filter {
      request.trials[$0.id.exact] == nil && !resting.contains($0.id.exact)
    }
    guard !request.selection.isEmpty, people.count >= request.annotatorsPerImage, let skill = try skill(of: people)
    else { return nil }
    let votes = request.selection.count * request.annotatorsPerImage
    let even = (votes + people.count - 1) / people.count
    let probabilities = try probabilities(of: request.selection)
    let routed: RoutedVotes
    do throws(LabelQualityError) {
      routed = try Routing.assign(
        imageIDs: request.selection, annotatorIDs: people.map(\.id),
        knowledge: .probabilities(probabilities), skill: skill, explore: .thompson,
        votesPerImage: request.annotatorsPerImage,
        capacities: people.map { $0.capacity ?? min(request.selection.count, even + (even + 3) / 4) },
        randomShare: setup.spec.stages.export.routingRandom,
        draw: setup.draw(request.iteration, "\(LabelTask.stage(round: request.round))/routing"))
    } catch {
      if case .capacity(let missing) = error {
        throw DataError.routingImpossible(missing: missing, votes: votes, people: people.count)
      }
      throw error
    }
    let each = request.annotatorsPerImage
    var isRandom: Set<ExactPair> = []
    let chosen = request.selection.indices.map { image in
      (image * each..<(image + 1) * each).map { place in
        let id = people[routed.annotators[place]].id
        if routed.random[place] { isRandom.insert(ExactPair(request.selection[image], id)) }
        return id
      }
    }
    return Outcome(people: chosen, isRandom: isRandom)
  }

  /// What people have shown on calibration images of the iterations before; nil without an answer.
  private func skill(of people: [AnnotatorSpec]) throws -> AnnotatorSkill? {
    let classes = setup.spec.classes.count
    var right = [Double](repeating: 0, count: people.count * classes)
    var wrong = right
    for iteration in 0..<context.scope.iteration {
      for round in 1...StageName.rounds {
        let path = context.scope.path(Catalogue.Ingest.calibration(round), iteration: iteration)
        for answer in StoredAnswer.standing(try StoredAnswer.read(path, schema: Tables.calibration)) {
          guard let person = people.firstIndex(where: { $0.id.exact == answer.author.exact }),
            let truth = answer.expected.flatMap(setup.classIndex), let label = answer.label.flatMap(setup.classIndex)
          else { continue }
          if label == truth { right[person * classes + truth] += 1 } else { wrong[person * classes + truth] += 1 }
        }
      }
    }
    guard (right + wrong).contains(where: { $0 > 0 }) else { return nil }
    return try AnnotatorSkill(right: right, wrong: wrong, annotators: people.count, classes: classes)
  }

  /// The model's probabilities, images × classes; where it has none of an image, all classes are as likely.
  private func probabilities(of images: [String]) throws -> [Double] {
    let classes = setup.spec.classes.count
    let reader = try TableReader(path: context.path(Catalogue.Train.predictions))
    let sorted = images.sortedByBytes()
    let found = try zip(sorted, reader.rowNumbers(ofKeys: StringArray(sorted), column: "image_id"))
      .compactMap { image, row in row.map { (image: image, row: $0) } }
    let table = try reader.read(rows: found.map(\.row), as: Tables.predictions.selecting(["probabilities"]))
    let (values, offsets) = try table.floatLists("probabilities")
    var rows: [ExactText: [Double]] = [:]
    for (place, item) in found.enumerated() {
      let own = values[offsets[place]..<offsets[place + 1]].map { Double(max(0, $0)) }
      let sum = own.reduce(0, +)
      if own.count == classes, sum > 0, sum.isFinite { rows[item.image.exact] = own.map { $0 / sum } }
    }
    let even = [Double](repeating: 1 / Double(classes), count: classes)
    return images.flatMap { rows[$0.exact] ?? even }
  }
}
