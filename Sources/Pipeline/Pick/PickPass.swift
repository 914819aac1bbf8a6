import Columnar
import Selection
import Stages
import Texts

/// The first pass over the images of a pick: every row is checked, those that may be picked are scored, and what the files
/// have in common is counted.
struct PickPass {
  /// The candidates as they were found, best first, and how they came about.
  let found: CandidateHead.Found
  /// What is known of them.
  let known: CandidateStore.Known
  /// How the files fit the images.
  let joins: [PickJoin]
  /// What to report about rows that were divided by their sum.
  let notes: [String]
  /// The row of each labelled image, in the order of their file; −1 for one that is none.
  let labelledRows: [Int]

  /// What a block adds to the counts.
  private struct Counts: Sendable {
    let first: Int
    let ids: Ends?
    let checked: PickPredictions.Checked
    let vectorRows: [Int]?
    let labelledRows: [Int]?
    let groupRows: [Int]?
  }

  /// The first and the last id of a block, and whether its ids ascend.
  private struct Ends: Sendable {
    let first: String
    let last: String
    let ascends: Bool
  }

  /// Goes through all images.
  ///
  /// - Parameters:
  ///   - files: The files.
  ///   - names: What they are called.
  ///   - cap: The greatest number of candidates.
  ///   - atLeast: How many are needed.
  ///   - threads: How many threads to use.
  /// - Throws: `PickError`: of a row that cannot be worked with, of an image that stands twice, and of files that do not fit;
  ///   `ColumnarError`, `StorageError`, `SelectionError`.
  init(_ files: PickFiles, _ names: FilePick.Files, cap: Int, atLeast: Int, threads: Int) throws {
    var labelled = files.labelled.map { JoinCount($0) }
    var groups = files.groups.map { JoinCount($0.index) }
    var vectors = files.predictions == nil ? nil : files.vectors.map { JoinCount($0.index) }
    var checked = PickPredictions.Checked()
    var (last, ascends) = (String?.none, true)
    (found, known) = try Self.search(files, cap: cap, atLeast: atLeast, threads: threads) { counts in
      checked.add(counts.checked)
      if let rows = counts.labelledRows { labelled?.take(rows, firstRow: counts.first) }
      if let rows = counts.groupRows { groups?.take(rows, firstRow: counts.first) }
      if let rows = counts.vectorRows { vectors?.take(rows, firstRow: counts.first) }
      guard let ids = counts.ids else { return }
      ascends = ascends && ids.ascends && last.map { $0.precedesByBytes(ids.first) } ?? true
      last = ids.last
    }
    if !ascends, let parts = files.predictions?.parts {
      let ids = try parts.imageIDs()
      if let twice = IDIndex(ids).firstRepeat { throw PickError.twice("--predictions", parts, ids, twice) }
    }
    notes = [
      checked.rows.sentence("the probabilities", of: files.count),
      checked.members.sentence("the probabilities of members", of: checked.memberRows),
    ].compactMap(\.self)
    labelledRows = labelled?.imageRows ?? []
    var joins: [PickJoin] = []
    func join(_ kind: PickJoin.Kind, _ file: String?, _ count: JoinCount?, others: IDIndex? = nil) throws {
      guard let file, let count else { return }
      let join = try PickJoin(
        kind, file: file, count, images: files.path, imageCount: files.count, others: others, imageIDs: files.ids)
      joins.append(join)
      if join.fitsNothing { throw PickError.nothingFits(join) }
    }
    try join(.embeddings, names.embeddings, vectors)
    try join(.labelled, names.labelled, labelled, others: files.vectors?.index)
    try join(.groups, names.groups, groups)
    self.joins = joins
  }

  /// The rows that come next in rank behind the candidates, best first: those that the cap cut, then those past the threshold.
  ///
  /// - Throws: As the initializer does.
  func following(_ count: Int, _ files: PickFiles, threads: Int) throws -> [Int] {
    let all = known.rows.count + count
    let (_, found) = try Self.search(files, cap: all, atLeast: all, threads: threads) { _ in }
    return Array(found.rows.dropFirst(known.rows.count))
  }

  private static func search(
    _ files: PickFiles, cap: Int, atLeast: Int, threads: Int, each: (Counts) -> Void
  ) throws -> (found: CandidateHead.Found, known: CandidateStore.Known) {
    let search = CandidateSearch(
      files.scorer, CandidateHead.Rule(files.scorer.acquisition, cap: cap, atLeast: atLeast))
    guard let blocks = try files.blocks() else {
      return (CandidateHead(search.rule).finish(), CandidateStore.Known())
    }
    return try search.run(blocks, threads: threads) { block in
      let (images, checked, vectorRows) = try files.images(block)
      let labelledRows = files.labelled?.places(of: images.ids)
      let ids = images.ids
      let counts = Counts(
        first: block.firstRow,
        ids: ids.count == 0
          ? nil : Ends(first: ids[0], last: ids[ids.count - 1], ascends: files.predictions == nil || ids.ascends),
        checked: checked, vectorRows: vectorRows, labelledRows: labelledRows,
        groupRows: files.groups?.index.places(of: ids))
      guard let open = labelledRows.flatMap(PickFiles.outside) else { return (images, counts) }
      return (try images.gather(open, classes: files.scorer.classes), counts)
    } each: { _, counts in
      each(counts)
    }.finish(threads: threads)
  }
}
