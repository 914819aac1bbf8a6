import Columnar
import Engine
import Parallel
import Selection
import Spec
import Synchronization

/// Which classes have been asked about of late, so that none is forgotten.
enum QueriedClasses {
  /// How many images of a class are looked at beside those that may be picked for other classes.
  static let spare = 32

  /// The iterations whose batches count: those that a class may not have been asked about in.
  ///
  /// Nil as long as there have been fewer: the first batch knows no predicted classes.
  private static func iterations(_ setup: StageSetup, _ iteration: Int) -> Range<Int>? {
    guard let within = setup.spec.stages.cluster.everyClassWithin, iteration >= within, within >= 1 else { return nil }
    return iteration - within + 1..<iteration
  }

  /// The batches of those iterations as inputs of a stage.
  static func inputs(_ setup: StageSetup, _ scope: IterationScope) -> [NamedValue] {
    (iterations(setup, scope.iteration) ?? 0..<0).compactMap {
      scope.earlierInput(Catalogue.Cluster.selection, iteration: $0)
    }
  }

  /// The classes of which no image was in those batches, by prediction or by what an image was picked for.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func due(_ setup: StageSetup, _ scope: IterationScope) throws -> [Int] {
    guard let iterations = iterations(setup, scope.iteration) else { return [] }
    var isQueried = setup.spec.classes.map { _ in false }
    for iteration in iterations {
      let reader = try TableReader(path: scope.path(Catalogue.Cluster.selection, iteration: iteration))
      // Batches of the version before had no receipts: what they asked about is not known.
      let names = ["predicted", "for_class"].filter { reader.schema.index(of: $0) != nil }
      let table = try reader.read(as: Tables.selection.selecting(["image_id"] + names))
      for name in names {
        for value in try table.optionalStrings(name) {
          if let index = value.flatMap({ setup.classIndex($0) }) { isQueried[index] = true }
        }
      }
    }
    return isQueried.indices.filter { !isQueried[$0] }
  }

  /// The images that may be picked and are most probably of each of some classes, most probable first, ties by draw.
  ///
  /// The predictions stream through it.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func mostProbable(
    _ setup: StageSetup, _ scope: IterationScope, classes: [Int], limit: Int, threads: Int
  ) throws -> [[String]] {
    let closed = try ClosedImages(
      pool: scope.path(Catalogue.Pool.images), places: LabelPlaces(setup, scope), threads: threads)
    let reader = try TableReader(path: scope.path(Catalogue.Train.predictions), threads: 1)
    let column = setup.spec.stages.score.probabilityColumn
    let columns = try Tables.predictions.selecting(["image_id", column])
    let draw = setup.draw(scope.iteration, "\(ClusterStage.drawName)/coverage")
    let heads = Mutex(classes.map { _ in RankedHead(limit: limit) })
    try Parallel.forEach(reader.rowGroups, threads: threads) { group in
      let table = try reader.read(rowGroup: group, as: columns)
      let ids = try table.strings("image_id")
      let (values, offsets) = try table.floatLists(column)
      let first = reader.firstRow(ofRowGroup: group)
      var parts = heads.withLock { $0.map { RankedHead(limit: limit, last: $0.cutoff) } }
      for row in closed.ids.rowsOutside(ids) ?? Array(0..<ids.count) {
        for (place, index) in classes.enumerated() where offsets[row] + index < offsets[row + 1] {
          let score = RankKey.ordered(Double(values[offsets[row] + index]), largerFirst: true)
          guard parts[place].admits(score: score) else { continue }
          parts[place].offer(RankKey(score: score, draw: draw.key(ids.utf8(row)), row: first + row))
        }
      }
      heads.withLock { for (place, part) in parts.enumerated() { $0[place].merge(part) } }
    }
    let names = try Tables.predictions.selecting(["image_id"])
    return try heads.withLock { $0.map { $0.sorted().map(\.row) } }.map {
      try reader.read(rows: $0, as: names).strings("image_id").strings
    }
  }
}
