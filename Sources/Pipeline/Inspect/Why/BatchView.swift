import Columnar
import Engine
import Labelling
import Stages
import Texts

/// A batch as its receipts describe it.
struct BatchView {
  /// The draw from the whole pool; nil where nothing was drawn, or of strata.
  let random: SelectionTrace.RandomDraw?
  /// Whether nothing was chosen but by draw.
  let isAllRandom: Bool

  private let side: RecordedIteration
  private let rows: [TraceRow]
  private let considered: TableReader?

  /// Reads a batch.
  ///
  /// - Returns: Nil if none has been chosen.
  /// - Throws: `ColumnarError`, `StorageError`.
  init?(_ side: RecordedIteration, chosen: Artifact?) throws {
    guard let chosen else { return nil }
    self.side = side
    rows = try TraceRow.all(of: side.table(chosen))
    considered = try side.table(Catalogue.Cluster.considered)
    let drawn = try rows.filter { try $0.string("share") == "random" }
    isAllRandom = !rows.isEmpty && drawn.count == rows.count
    if let probability = try drawn.first?.double("inclusion_probability"), probability > 0,
      let population = Int(exactly: (Double(drawn.count) / probability).rounded())
    {
      random = SelectionTrace.RandomDraw(drawn: drawn.count, from: population)
    } else {
      random = nil
    }
  }

  /// The receipt of an image; nil if it was not picked.
  func pick(of image: String) throws -> SelectionTrace.Pick? {
    guard let row = try row(of: image) else { return nil }
    let share = try row.string("share") ?? ""
    var pick = SelectionTrace.Pick(rank: try row.int("rank") ?? 0, batch: rows.count, share: share)
    pick.method = share == "uncertain" ? side.spec.stages.cluster.method.rawValue : nil
    pick.forClass = try row.string("for_class")
    pick.gap = try row.double("gap")
    pick.tied = try row.int("tied")
    pick.cluster = try row.int("cluster")
    pick.clusterSize = try row.int("cluster_size")
    pick.distance = try row.float("distance")
    pick.standsFor = try row.int("stands_for")
    pick.inclusionProbability = try row.double("inclusion_probability")
    pick.others = try others(of: image)
    return pick
  }

  /// What a share did with an image that was not picked; nil where none looked at it.
  func considered(_ image: String, group: String?) throws -> (end: SelectionTrace.End, SelectionTrace.Considered)? {
    guard let row = try TraceRow.find(image, in: considered) else { return nil }
    let share = try row.string("share") ?? ""
    var result = SelectionTrace.Considered(share: share, method: side.spec.stages.cluster.method.rawValue)
    result.instead = try row.string("instead")
    result.nearDuplicateOf = try row.string("near_duplicate_of")
    result.cluster = try row.int("cluster")
    result.distance = try row.float("distance")
    if let instead = result.instead, let other = try self.row(of: instead) {
      if try other.int("cluster") == result.cluster { result.insteadDistance = try other.float("distance") }
    }
    switch try row.string("fate") {
    case "near_duplicate"?: return (.nearDuplicate, result)
    case "group_cap"?:
      if let group {
        result.fromGroup = try rows.filter { try $0.string("group").map { ExactText($0) } == ExactText(group) }
          .compactMap { try $0.string("image_id") }
      }
      return (.groupCap, result)
    default: return (.notChosen, result)
    }
  }

  private func row(of image: String) throws -> TraceRow? {
    try rows.first { try $0.string("image_id").map { ExactText($0) } == ExactText(image) }
  }

  /// The images that were left out for one.
  private func others(of image: String) throws -> [String] {
    guard let considered else { return [] }
    let schema = try considered.schema.selecting(["image_id", "instead"])
    var found: [String] = []
    for group in 0..<considered.rowGroups {
      let table = try considered.read(rowGroup: group, as: schema)
      let ids = try table.strings("image_id")
      for (row, instead) in try table.optionalStrings("instead").enumerated() {
        if let instead, ExactText(instead) == ExactText(image) { found.append(ids[row]) }
      }
    }
    return found
  }
}
