import Columnar
import Draws
import Engine
import Labelling
import Parallel
import Selection
import Spec
import Storage
import Texts

/// What is known of the classes' labels where images are looked for class by class: how many labels each has, and which images
/// lie nearest its cut.
struct ClassSearch {
  private let setup: StageSetup
  private let scope: IterationScope
  private let threads: Int

  /// Prepares for an iteration whose model is trained.
  init(_ setup: StageSetup, _ scope: IterationScope, threads: Int) {
    self.setup = setup
    self.scope = scope
    self.threads = threads
  }

  /// The table of the labels that the model was trained on.
  private func training() throws -> (ids: SortedIDs, labels: [Int]) {
    let table = try scope.table(Catalogue.Train.training)
    let labels = try table.strings("label").strings
    // The table is in the order of its key.
    return (SortedIDs(ascending: try table.strings("image_id")), labels.map { setup.classIndex($0) ?? -1 })
  }

  /// The classes but the negative one, the one with the fewest training labels first, at a tie the first.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func rarestFirst() throws -> [Int] {
    var counts = setup.spec.classes.map { _ in 0 }
    for label in try training().labels where label >= 0 { counts[label] += 1 }
    let negative = setup.spec.negativeClass.flatMap { setup.classIndex($0) }
    return counts.indices.filter { $0 != negative }.sorted { (counts[$0], $0) < (counts[$1], $1) }
  }

  /// What the model says of every image that may be asked about, and of every one that it was trained on, for ``Direct``.
  ///
  /// Held-out images, calibration images, copies, and images that people could not tell are no part of it. In memory are one
  /// number an image and class, a draw key and a label.
  ///
  /// - Returns: The search, and the row of the predictions that each of its rows is.
  /// - Throws: `ColumnarError`, `StorageError`, `SelectionError`.
  func direct() throws -> (search: Direct, rows: [Int32]) {
    let closed = try ClosedImages(
      pool: scope.path(Catalogue.Pool.images), places: LabelPlaces(setup, scope), threads: threads)
    let training = try training()
    let reader = try TableReader(path: scope.path(Catalogue.Train.predictions), threads: 1)
    let column = setup.spec.stages.score.probabilityColumn
    let columns = try Tables.predictions.selecting(["image_id", column])
    let draw = setup.draw(scope.iteration, "\(ClusterStage.drawName)/direct")
    let classes = setup.spec.classes.count
    struct Part {
      var rows: [Int32] = []
      var keys: [UInt64] = []
      var labels: [Int32] = []
      var leads: [[Float]]
    }
    let parts = try Parallel.map(reader.rowGroups, threads: threads) { group -> Part in
      let table = try reader.read(rowGroup: group, as: columns)
      let ids = try table.strings("image_id")
      let (values, offsets) = try table.floatLists(column)
      let first = reader.firstRow(ofRowGroup: group)
      let open = closed.ids.rowsOutside(ids)
      var isOpen = Array(repeating: open == nil, count: ids.count)
      for row in open ?? [] { isOpen[row] = true }
      var part = Part(leads: Array(repeating: [], count: classes))
      for row in 0..<ids.count {
        let label = isOpen[row] ? -1 : training.ids.place(of: ids[row]).map { training.labels[$0] } ?? -1
        guard isOpen[row] || label >= 0, offsets[row + 1] - offsets[row] == classes else { continue }
        part.rows.append(Int32(first + row))
        part.keys.append(draw.key(ids.utf8(row)))
        part.labels.append(Int32(label))
        values.withUnsafeBufferPointer { values in
          let own = UnsafeBufferPointer(rebasing: values[offsets[row]..<offsets[row + 1]])
          for label in 0..<classes { part.leads[label].append(Direct.lead(own, of: label)) }
        }
      }
      return part
    }
    let search = try Direct(
      leads: (0..<classes).flatMap { label in parts.flatMap { $0.leads[label] } }, keys: parts.flatMap(\.keys),
      labels: parts.flatMap(\.labels), classes: classes)
    return (search, parts.flatMap(\.rows))
  }

  /// The ids of some rows of the predictions.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func ids(ofRows rows: [Int]) throws -> [String] {
    try TableReader(path: scope.path(Catalogue.Train.predictions), threads: threads)
      .read(rows: rows, as: Tables.predictions.selecting(["image_id"])).strings("image_id").strings
  }
}
