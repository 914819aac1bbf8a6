import Columnar
import Selection
import Spec

/// The predictions of an iteration, as they are scored: without the images that are not asked about.
struct StagePredictions: Sendable {
  /// The columns that are read.
  let columns: TableSchema
  private let setup: StageSetup
  private let acquisition: Acquisition
  private let closed: ClosedImages
  private let norms: VectorNorms?
  private let classes: Int

  /// Prepares for an iteration.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - closed: The images that are not asked about.
  ///   - norms: The lengths of the vectors that the model sees, where the measure looks at them and the hook need not give them.
  /// - Throws: `ColumnarError`.
  init(_ setup: StageSetup, closed: ClosedImages, norms: VectorNorms?) throws {
    self.setup = setup
    self.closed = closed
    self.norms = norms
    acquisition = setup.spec.acquisition
    classes = setup.spec.classes.count
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

  /// The images of a block that may be asked about.
  ///
  /// - Throws: `ColumnarError`, `StorageError`, `DataError` where the hook did not give what the measure looks at,
  ///   `SelectionError`.
  func images(_ block: BlockStream.Block) throws -> BlockScorer.Images {
    var table = block.table
    let open = closed.ids.rowsOutside(try table.strings("image_id"))
    if let open { table = try table.rows(open) }
    let ids = try table.strings("image_id")
    var images = BlockScorer.Images(
      ids: ids, rows: (open ?? Array(0..<ids.count)).map { block.firstRow + $0 },
      probabilities: try probabilities(table))
    switch acquisition.base.source {
    case .members:
      let column = try table.column("members")
      guard column.validity == nil, case .list(.list(.float(let values), _), let offsets) = column.values else {
        throw missing(["members"])
      }
      images.members = try MemberRows(values, members: offsets.count > 1 ? offsets[1] : 1, classes: classes)
    case .gradient: try addGradient(table, ids, to: &images)
    case .probabilities, .draw, .candidates: break
    }
    return images
  }

  private func probabilities(_ table: Table) throws -> [Float] {
    let column = setup.spec.stages.score.probabilityColumn
    // A hook may give no tempered probabilities; that there is one a class was checked when it wrote them.
    guard try table.column(column).validity == nil else { throw DataError.temperedMissing(program: program) }
    return try table.floatLists(column).values
  }

  /// The hook's own lengths of gradients first, then those of the vectors that it gives, then those of the embeddings that the
  /// built-in model sees.
  private func addGradient(_ table: Table, _ ids: StringArray, to images: inout BlockScorer.Images) throws {
    let given = try table.column("gradient_norm")
    if !acquisition.expected, given.validity == nil, case .float(let values) = given.values {
      images.gradients = values.map { Double($0) }
    } else if try table.column("embedding").validity == nil {
      let (values, offsets) = try table.floatLists("embedding")
      images.norms = Measure.norms(values, offsets: offsets)
    } else if let norms {
      images.norms = try norms.norms(of: ids)
    } else {
      throw missing(acquisition.expected ? ["embedding"] : ["gradient_norm", "embedding"])
    }
  }

  private var program: String { setup.spec.stages.train.hook.run.joined(separator: " ") }

  private func missing(_ columns: [String]) -> DataError {
    .measureInputMissing(measure: acquisition.base.rawValue, program: program, columns: columns)
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
