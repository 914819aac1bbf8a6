import Columnar
import Draws
import Engine
import Labelling
import Parallel
import Selection
import Spec
import Storage
import Texts

/// What a batch of an iteration is composed from: of the tables that the stages before have written, the rows alone that
/// are looked at.
final class StageBatchSource: BatchSource {
  let setup: StageSetup
  let scope: IterationScope
  let threads: Int
  /// Every unlabelled image.
  let table: TableReader
  let ranking: CandidateRanking
  /// The rules that found the candidates.
  private let candidateOrder: Acquisition
  private(set) var ids: [String]
  private var values: [Double]
  private var classes: [Int]
  private(set) var highest: [Float]
  /// The numbers of images by id, made once there are others than the candidates.
  private var numbers: [ExactText: Int]?
  private var groupNumbers: [ExactText: Int] = [:]
  private var drawnSample: [Int]?
  private var direct: (search: Direct, rows: [Int32])?
  private let draw: Draw

  /// Begins with the candidates.
  init(
    _ setup: StageSetup, _ ranking: CandidateRanking, _ acquisition: Acquisition, table: TableReader,
    scope: IterationScope, threads: Int
  ) {
    self.setup = setup
    candidateOrder = acquisition
    self.scope = scope
    self.threads = threads
    self.table = table
    self.ranking = ranking
    ids = ranking.ids
    values = ranking.scores.map { $0 ?? .nan }
    classes = ranking.predicted
    highest = ranking.probabilities
    draw = setup.draw(scope.iteration, ClusterStage.drawName)
  }

  var candidates: Int { ranking.ids.count }

  func keys(_ images: [Int]) -> [UInt64] { images.map { draw.key(ids[$0]) } }

  func scores(_ images: [Int]) -> [Double] { images.map { values[$0] } }

  func predicted(_ images: [Int]) -> [Int] { images.map { classes[$0] } }

  func vectors(_ images: [Int]) throws -> (values: [Float], dimensions: Int) {
    try EmbeddingReader(scope.directory, threads: threads).vectors(
      images.map { ids[$0] }, index: scope.path(Catalogue.Embed.index))
  }

  func labelled() throws -> [Float] {
    let labelled = try LabelPlaces(setup, scope).labelled
    let reader = EmbeddingReader(scope.directory, threads: threads)
    let index = scope.path(Catalogue.Embed.index)
    return try reader.vectors(reader.known(labelled, index: index), index: index).values
  }

  func probabilities(_ images: [Int]) throws -> (values: [Float], classes: Int) {
    let column = setup.spec.stages.score.probabilityColumn
    let reader = try TableReader(path: scope.path(Catalogue.Train.predictions), threads: threads)
    let rows = try rows(of: images, in: reader)
    let (values, offsets) = try reader.read(rows: rows, as: Tables.predictions.selecting([column])).floatLists(column)
    return (values, offsets.count > 1 ? offsets[1] : setup.spec.classes.count)
  }

  func groups(_ images: [Int]) throws -> [Int?] {
    try groupNames(images).map { name in
      guard let name else { return nil }
      let number = groupNumbers[name.exact] ?? groupNumbers.count
      groupNumbers[name.exact] = number
      return number
    }
  }

  /// The production run of each of some images.
  func groupNames(_ images: [Int]) throws -> [String?] {
    let reader = try TableReader(path: scope.path(Catalogue.Pool.images), threads: threads)
    return try reader.read(rows: rows(of: images, in: reader), as: Tables.pool.selecting(["group"]))
      .optionalStrings("group")
  }

  /// The rows of images in a table whose key they are.
  ///
  /// - Throws: `DataError.imageMissing` where one is not there.
  func rows(of images: [Int], in reader: TableReader) throws -> [Int] {
    let names = StringArray(images.map { ids[$0] })
    let order = names.ascending()
    let found = try reader.rowNumbers(ofKeys: names.gather(order), column: "image_id")
    var rows = Array(repeating: 0, count: images.count)
    for (place, row) in zip(order, found) {
      guard let row else { throw DataError.imageMissing(image: ids[images[place]], file: reader.path) }
      rows[place] = row
    }
    return rows
  }

  // MARK: Other images than candidates

  func rare(_ count: Int) throws -> [(class: Int, images: [Int])] {
    let names = setup.spec.rareClasses
    guard !names.isEmpty else { return [] }
    let batch = setup.spec.batch
    // A cap may leave some out, and others then take their places.
    let enough = batch.nearDuplicates == nil && batch.perGroup == nil ? count : 4 * count + 64
    let found = try scored.predicted(names, acquisition, count: enough)
    let classes = names.indices.filter { found[$0].images > 0 }.sorted { a, b in
      found[a].images == found[b].images ? a < b : found[a].images < found[b].images
    }
    return try classes.map { (setup.classIndex(names[$0]) ?? 0, try number(found[$0].rows)) }
  }

  func following(_ count: Int) throws -> [Int] {
    let all = candidates + count
    return try number(Array(scored.candidates(candidateOrder, cap: all, atLeast: all).rows.dropFirst(candidates)))
  }

  func sample(_ count: Int) throws -> [Int] {
    if let drawnSample { return drawnSample }
    let purpose = "\(ClusterStage.drawName)/sample"
    let sample = try number(
      PoolDraw(scores: table, draw: setup.draw(scope.iteration, purpose), threads: threads).rows(
        BatchSample.size(count)
      ).rows)
    drawnSample = sample
    return sample
  }

  func random(_ count: Int, besides picked: [Int]) throws -> (images: [Int], of: Int) {
    let purpose = "\(ClusterStage.drawName)/random"
    let taken = SortedIDs(picked.map { ids[$0] })
    let drawn = try PoolDraw(scores: table, draw: setup.draw(scope.iteration, purpose), threads: threads)
      .rows(count) { taken.rowsOutside($0) }
    return (try number(drawn.rows), drawn.of)
  }

  func unqueried() throws -> [(class: Int, images: [Int])] {
    let due = try QueriedClasses.due(setup, scope)
    guard !due.isEmpty else { return [] }
    let found = try QueriedClasses.mostProbable(
      setup, scope, classes: due, limit: due.count + QueriedClasses.spare, threads: threads)
    return zip(due, try number(ofIDs: found)).map { ($0, $1) }
  }

  func mostProbable(_ count: Int) throws -> [(class: Int, images: [Int])] {
    let classes = try classSearch.rarestFirst()
    let found = try QueriedClasses.mostProbable(setup, scope, classes: classes, limit: count, threads: threads)
    return zip(classes, try number(ofIDs: found)).map { ($0, $1) }
  }

  func nearCuts(_ count: Int) throws -> [(class: Int, images: [Int])] {
    let (search, rows) = try direct ?? classSearch.direct()
    direct = (search, rows)
    let classes = search.order
    let found = try Parallel.map(classes.count, threads: threads) { place in
      search.nearest(classes[place], count: count).map { Int(rows[$0]) }
    }
    return zip(classes, try number(ofIDs: found.map { try classSearch.ids(ofRows: $0) })).map { ($0, $1) }
  }

  private var classSearch: ClassSearch { ClassSearch(setup, scope, threads: threads) }

  /// Gives images numbers by their ids, list by list; what may not be picked has none.
  private func number(ofIDs lists: [[String]]) throws -> [[Int]] {
    for ids in lists {
      _ = try number(
        table.rowNumbers(ofKeys: StringArray(ids.sortedByBytes()), column: "image_id").compactMap(\.self))
    }
    return lists.map { $0.compactMap { numbers?[$0.exact] } }
  }

  /// What images are ranked by.
  var acquisition: Acquisition { setup.spec.acquisition }

  private var scored: ScoredImages {
    ScoredImages(scores: table, draw: setup.draw(scope.iteration, StageName.score), threads: threads)
  }

  /// Gives images of the table of scores numbers, in the order of their rows' list.
  private func number(_ rows: [Int]) throws -> [Int] {
    let sorted = Set(rows).sorted()
    let column = setup.spec.stages.score.scoreColumn
    let found = try table.read(
      rows: sorted, as: Tables.scores.selecting(["image_id", "predicted", "probability"] + [column].compactMap(\.self)))
    let names = try found.strings("image_id")
    let predicted = try found.strings("predicted")
    let tops = try found.floats("probability")
    let scores = try column.map { try found.doubles($0) }
    var known =
      numbers
      ?? Dictionary(ids.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    numbers = nil
    var places: [Int: Int] = [:]
    for (place, row) in sorted.enumerated() {
      let name = names[place]
      let number = known[name.exact] ?? ids.count
      if number == ids.count {
        known[name.exact] = number
        ids.append(name)
        values.append(scores?[place] ?? .nan)
        classes.append(setup.classIndex(predicted[place]) ?? -1)
        highest.append(tops[place])
      }
      places[row] = number
    }
    numbers = known
    return rows.compactMap { places[$0] }
  }
}
