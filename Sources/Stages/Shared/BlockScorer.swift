import Columnar
import Draws
import Selection
import Spec

/// Scores the images of a row group of predictions.
struct BlockScorer: Sendable {
  /// What became of a row group.
  struct Block: Sendable {
    /// Its unlabelled images, as they stand in the table of scores.
    let table: Table
    /// The candidates among them.
    let head: CandidateHead
    /// What is known of those.
    let candidates: CandidateStore.Block
  }

  private let setup: StageSetup
  private let acquisition: Acquisition
  private let closed: ClosedImages
  private let draw: Draw
  private let norms: VectorNorms?
  private let columns: TableSchema
  let classes: ClassNames

  /// Prepares for an iteration.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - closed: The images that are not asked about.
  ///   - draw: What settles ties.
  ///   - norms: The lengths of the vectors that the model sees, where the measure looks at them and the hook need not give them.
  /// - Throws: `ColumnarError`.
  init(_ setup: StageSetup, closed: ClosedImages, draw: Draw, norms: VectorNorms?) throws {
    self.setup = setup
    self.closed = closed
    self.draw = draw
    self.norms = norms
    acquisition = setup.spec.acquisition
    classes = ClassNames(setup.spec.classes)
    columns = try Tables.predictions.selecting(
      ["image_id", setup.spec.stages.score.probabilityColumn] + Self.inputs(acquisition))
  }

  /// The columns beside the probabilities that the measure looks at.
  private static func inputs(_ acquisition: Acquisition) -> [String] {
    switch acquisition.base.source {
    case .members: ["members"]
    case .gradient: ["gradient_norm", "embedding"]
    case .probabilities, .draw, .candidates: []
    }
  }

  /// Scores the unlabelled images of a row group.
  ///
  /// - Parameters:
  ///   - reader: The predictions.
  ///   - rowGroup: The row group's number.
  ///   - head: What the candidates are put into.
  /// - Returns: Scores and candidates of the row group.
  /// - Throws: `ColumnarError`, `StorageError`, `DataError` where the hook did not give what the measure looks at,
  ///   `SelectionError`.
  func score(_ reader: TableReader, rowGroup: Int, head: CandidateHead) throws -> Block {
    var table = try reader.read(rowGroup: rowGroup, as: columns)
    let open = closed.ids.rowsOutside(try table.strings("image_id"))
    if let open { table = try table.rows(open) }
    let ids = try table.strings("image_id")
    let probabilities = try probabilities(table)
    let measures = try MeasureBlock(probabilities, classes: classes.count)
    var (head, candidates) = (head, CandidateStore.Block(rowGroup))
    let needsDraws = acquisition.base == .random
    let keys = needsDraws ? draws(ids) : []
    let isNamed = measures.scores(acquisition.base) != nil
    let values =
      try measures.scores(acquisition.base) ?? acquisition.scores(input(table, ids, probabilities, keys: keys))
    try head.offer(
      scores: values, tiebreak: acquisition.tiebreak.flatMap { measures.scores($0) }, probability: measures.highest
    ) { place in
      candidates.take(place)
    } draw: { place in
      needsDraws ? keys[place] : draw.key(ids.utf8(place))
    }
    candidates.keep(ids: ids, scores: values, predicted: measures.predicted, probabilities: measures.highest)
    return Block(
      table: try Table(
        schema: Tables.scores,
        columns: [
          .strings(ids), .strings(classes.names(measures.predicted)), .floats(measures.highest),
          .doubles(measures.margin), .doubles(measures.entropy), .doubles(measures.leastConfidence),
          .bools(passed(values, measures.highest)),
          isNamed || needsDraws ? .noDoubles(values.count) : .doubles(values),
        ]), head: head, candidates: candidates)
  }

  private func passed(_ scores: [Double], _ highest: [Float]) -> [Bool] {
    var passed = acquisition.threshold.map { rule in scores.map { rule.passes($0) } } ?? scores.map { _ in true }
    if let range = acquisition.topProbability {
      for place in passed.indices where !range.contains(highest[place]) { passed[place] = false }
    }
    return passed
  }

  private func probabilities(_ table: Table) throws -> [Float] {
    let column = setup.spec.stages.score.probabilityColumn
    // A hook may give no tempered probabilities; that there is one a class was checked when it wrote them.
    guard try table.column(column).validity == nil else { throw DataError.temperedMissing(program: program) }
    return try table.floatLists(column).values
  }

  /// What the measure looks at.
  private func input(_ table: Table, _ ids: StringArray, _ probabilities: [Float], keys: [UInt64]) throws
    -> MeasureInput
  {
    var input = MeasureInput(probabilities: probabilities, classes: classes.count, keys: keys)
    switch acquisition.base.source {
    case .members:
      let column = try table.column("members")
      guard column.validity == nil, case .list(.list(.float(let values), _), let offsets) = column.values else {
        throw missing(["members"])
      }
      input.members = try MemberRows(values, members: offsets.count > 1 ? offsets[1] : 1, classes: classes.count)
    case .gradient: try addGradient(table, ids, to: &input)
    case .probabilities, .draw, .candidates: break
    }
    return input
  }

  /// The hook's own lengths of gradients first, then those of the vectors that it gives, then those of the embeddings that the
  /// built-in model sees.
  private func addGradient(_ table: Table, _ ids: StringArray, to input: inout MeasureInput) throws {
    let given = try table.column("gradient_norm")
    if !acquisition.expected, given.validity == nil, case .float(let values) = given.values {
      input.gradients = values.map { Double($0) }
    } else if try table.column("embedding").validity == nil {
      let (values, offsets) = try table.floatLists("embedding")
      input.norms = Measure.norms(values, offsets: offsets)
    } else if let norms {
      input.norms = try norms.norms(of: ids)
    } else {
      throw missing(acquisition.expected ? ["embedding"] : ["gradient_norm", "embedding"])
    }
  }

  private var program: String { setup.spec.stages.train.hook.run.joined(separator: " ") }

  private func missing(_ columns: [String]) -> DataError {
    .measureInputMissing(measure: acquisition.base.rawValue, program: program, columns: columns)
  }

  private func draws(_ ids: StringArray) -> [UInt64] {
    var keys: [UInt64] = []
    keys.reserveCapacity(ids.count)
    ids.forEachUTF8 { keys.append(draw.key($1)) }
    return keys
  }
}

/// The names of the classes, packed for columns.
struct ClassNames: Sendable {
  private let classes: [[UInt8]]

  /// Packs names.
  init(_ names: [String]) { classes = names.map { Array($0.utf8) } }

  /// How many classes there are.
  var count: Int { classes.count }

  /// The names of classes.
  func names(_ predicted: [Int32]) -> StringArray {
    var bytes: [UInt8] = []
    var offsets = [0]
    bytes.reserveCapacity(predicted.count * 8)
    offsets.reserveCapacity(predicted.count + 1)
    for index in predicted {
      bytes += classes[Int(index)]
      offsets.append(bytes.count)
    }
    return StringArray(bytes: bytes, offsets: offsets)
  }
}

extension ScoreSpec {
  /// The column of the predictions that is scored.
  var probabilityColumn: String { probabilities == .raw ? "probabilities" : "tempered" }
}
