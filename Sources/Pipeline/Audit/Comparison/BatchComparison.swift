import Columnar
import Engine
import Labelling
import Spec
import Stages
import Storage
import Texts

/// Compares the batches of two iterations.
struct BatchComparison {
  private let old: RecordedIteration
  private let new: RecordedIteration
  /// Names that have other bytes: they are of other images, which have nothing in common.
  private let renewed: Set<ExactText>

  init(_ old: RecordedIteration, _ new: RecordedIteration, images: PoolDifference?) {
    self.old = old
    self.new = new
    renewed = Set((images?.changed ?? []).map(ExactText.init))
  }

  /// - Returns: Nil unless both have chosen a batch.
  /// - Throws: `ColumnarError`, `StorageError`.
  func difference() throws -> BatchDifference? {
    guard let oldStage = old.batchStage, let newStage = new.batchStage else { return nil }
    let before = try Self.selection(old, oldStage)
    let after = try Self.selection(new, newStage)
    let entered = after.keys.filter { before[$0] == nil || renewed.contains($0) }.sorted()
    let left = before.keys.filter { after[$0] == nil || renewed.contains($0) }.sorted()
    let moved = Set(entered + left).sorted()
    let seen = (old: try Self.views(old, of: moved), new: try Self.views(new, of: moved))
    return BatchDifference(
      oldSize: before.count, newSize: after.count, stayed: after.count - entered.count,
      entered: entered.map { move($0, share: after[$0] ?? "", here: seen.new, there: seen.old) },
      left: left.map { move($0, share: before[$0] ?? "", here: seen.old, there: seen.new) },
      causes: causes(oldStage, newStage), modelChanged: modelChanged)
  }

  private static func selection(_ side: RecordedIteration, _ stage: StageRecord) throws -> [ExactText: String] {
    guard let reader = try side.table(Catalogue.selection(stage.name)) else { return [:] }
    let table = try reader.read(columns: ["image_id", "share"], as: reader.schema)
    let ids = try table.strings("image_id")
    let shares = try table.strings("share")
    return Dictionary(
      (0..<table.rowCount).map { (ExactText(ids[$0]), shares[$0]) }, uniquingKeysWith: { first, _ in first })
  }

  // MARK: Image by image

  /// What an iteration knows of an image when it chooses.
  private struct View {
    var isSelectable = false
    /// The figures of its row of scores, by column; nil if it has none.
    var measures: [String: Double]?
    var passed: Bool?
  }

  /// Reads what the tables have: which measures there are is up to the build that wrote them.
  private static func views(_ side: RecordedIteration, of images: [ExactText]) throws -> [ExactText: View] {
    var views: [ExactText: View] = [:]
    if let pool = try side.table(Catalogue.Pool.images) {
      try find(images, in: pool, columns: ["role"]) { image, table, row in
        views[image, default: View()].isSelectable = try table.strings("role")[row] == "pool"
      }
    }
    if let scores = try side.table(Catalogue.Score.scores) {
      let measures = scores.schema.columns.filter { $0.type == .double }.map(\.name)
      try find(images, in: scores, columns: measures + ["passed"]) { image, table, row in
        var view = views[image] ?? View()
        view.measures = try measures.reduce(into: [:]) { $0[$1] = try table.optionalDoubles($1)[row] }
        view.passed = try table.bools("passed")[row]
        views[image] = view
      }
    }
    return views
  }

  /// Calls `take` with the rows of some images, given by ascending id; one row group is in memory at a time.
  private static func find(
    _ images: [ExactText], in reader: TableReader, columns: [String],
    _ take: (ExactText, Table, Int) throws -> Void
  ) throws {
    let schema = try reader.schema.selecting(["image_id"] + columns)
    var next = 0
    for group in 0..<reader.rowGroups where next < images.count {
      let ids = try reader.read(rowGroup: group, as: schema.selecting(["image_id"])).strings("image_id")
      guard ids.count > 0 else { continue }
      var rows: [(ExactText, Int)] = []
      while next < images.count, let row = position(images[next], in: ids) {
        if row < ids.count, ids.utf8(row).elementsEqual(images[next].text.utf8) { rows.append((images[next], row)) }
        next += 1
      }
      guard !rows.isEmpty else { continue }
      let table = try reader.read(rowGroup: group, as: schema)
      for (image, row) in rows { try take(image, table, row) }
    }
  }

  /// The first row whose id does not come before `image`; nil if all do, so that a later row group may have it.
  private static func position(_ image: ExactText, in ids: StringArray) -> Int? {
    var low = 0
    var high = ids.count
    while low < high {
      let middle = (low + high) / 2
      if ids.utf8(middle).lexicographicallyPrecedes(image.text.utf8) { low = middle + 1 } else { high = middle }
    }
    return low < ids.count ? low : nil
  }

  private func move(
    _ image: ExactText, share: String, here: [ExactText: View], there: [ExactText: View]
  ) -> BatchDifference.Move {
    let reason = reason(
      share, here[image] ?? View(), there[image] ?? View(), isRenewed: renewed.contains(image))
    return .init(image: image.text, share: share, reason: reason)
  }

  private func reason(_ share: String, _ here: View, _ there: View, isRenewed: Bool) -> BatchDifference.Reason {
    guard there.isSelectable, !isRenewed else { return .pool }
    if share == "random" { return .draw }
    guard let measures = here.measures else { return .candidates }
    guard let others = there.measures else { return .labels }
    if measures.contains(where: { name, value in others[name].map { $0 != value } ?? false }) { return .model }
    return here.passed != there.passed ? .threshold : .candidates
  }

  // MARK: Upstream

  private var modelChanged: Bool? {
    let model = Catalogue.Train.predictions
    guard let before = old.manifest.output(model), let after = new.manifest.output(model) else { return nil }
    return before.contentSHA256 != after.contentSHA256
  }

  /// The changes that the stages before the choice, and the one that chose, did not have from each other.
  private func causes(_ before: StageRecord, _ after: StageRecord) -> [BatchDifference.Cause] {
    var upstream: Set<String> = [after.name]
    for record in new.manifest.stages.reversed() where upstream.contains(record.name) {
      for component in record.components {
        if let source = Self.source(component.name, new.manifest) { upstream.insert(source) }
      }
    }
    return new.manifest.stages.filter { upstream.contains($0.name) }.flatMap { record -> [BatchDifference.Cause] in
      let counterpart = record.name == after.name ? before : old.manifest.record(record.name)
      guard let counterpart else { return [] }
      return StageComparison.changes(from: counterpart, to: record).compactMap { change in
        guard Self.source(change.name, new.manifest) == nil, Self.source(change.name, old.manifest) == nil,
          !Self.isOfAnother(change.name, record, new.manifest)
        else { return nil }
        return .init(stage: record.name, kind: Self.kind(change.name), change: change)
      }
    }
  }

  /// The stage of the same iteration that a component names, nil if it names none.
  private static func source(_ component: String, _ manifest: Manifest) -> String? {
    guard component.hasPrefix("input ") else { return nil }
    let first = component.dropFirst(6).split(separator: "/").first.map(String.init) ?? ""
    return manifest.record(first) != nil && component.contains("/") ? first : nil
  }

  /// Whether a parameter is one of another stage that this one looks at too: that stage says it.
  private static func isOfAnother(_ component: String, _ record: StageRecord, _ manifest: Manifest) -> Bool {
    let words = component.split(separator: " ")
    guard words.count > 2, words[0] == "parameter" else { return false }
    return !words[1].utf8.elementsEqual(record.name.utf8) && manifest.record(String(words[1])) != nil
  }

  private static func kind(_ component: String) -> BatchDifference.Cause.Kind {
    guard component.hasPrefix("input ") else { return .parameter }
    let name = component.dropFirst(6)
    guard let first = name.split(separator: "/").first, Int(first) != nil else { return .pool }
    return name.hasSuffix("/\(Catalogue.Ingest.labels(1).file)") ? .labels : .earlier
  }
}
