import Columnar
import Learning
import Storage

/// What the built-in model says of every image, part by part of the embedding store: no more than one part is in memory.
struct LinearProbePredictions {
  private let request: HookRequest
  private let moved: (Double, String) -> Void

  /// Prepares the answer to a request.
  init(_ request: HookRequest, moved: @escaping (Double, String) -> Void) {
    self.request = request
    self.moved = moved
  }

  /// Predicts and writes.
  ///
  /// - Parameters:
  ///   - images: The images asked, the table `embedding_index`.
  ///   - model: The model of all labels.
  ///   - temperature: What its logits are divided by for the tempered probabilities.
  ///   - members: The members of the committee, whose probabilities are not tempered.
  ///   - path: The file.
  /// - Throws: `LearningError`, `ColumnarError`, `StorageError`.
  func write(
    _ images: Table, model: LogisticRegression, temperature: Double, members: [LogisticRegression], to path: String
  ) throws {
    let ids = try images.strings("image_id").strings
    let digests = try images.digests("sha256")
    let classes = try request.classNames().count
    var wanted: [Digest: [Int]] = [:]
    for (row, digest) in digests.enumerated() { wanted[digest, default: []].append(row) }
    var raw = Array(repeating: Float(0), count: ids.count * classes)
    var tempered = raw
    var votes = Array(repeating: Float(0), count: raw.count * members.count)
    for (number, part) in (request.inputs.embeddings ?? []).enumerated() {
      let table = try TableIO.read(part, schema: Tables.embeddings)
      let (values, offsets) = try table.floatLists("embedding")
      let rows = try table.digests("sha256").enumerated().filter { wanted[$0.element] != nil }
      var features: [Float] = []
      features.reserveCapacity(rows.count * model.dimensions)
      for row in rows { features += values[offsets[row.offset]..<offsets[row.offset + 1]] }
      func put(_ found: [Float], into all: inout [Float], at offset: Int, width: Int) {
        for (position, row) in rows.enumerated() {
          for target in wanted[row.element] ?? [] {
            all.replaceSubrange(
              target * width + offset..<target * width + offset + classes,
              with: found[position * classes..<(position + 1) * classes])
          }
        }
      }
      let logits = try model.logits(features: features, rows: rows.count, threads: request.threads)
      put(try LogisticRegression.probabilities(logits: logits, classes: classes), into: &raw, at: 0, width: classes)
      put(
        try LogisticRegression.probabilities(logits: logits, classes: classes, temperature: temperature),
        into: &tempered, at: 0, width: classes)
      for (place, member) in members.enumerated() {
        let logits = try member.logits(features: features, rows: rows.count, threads: request.threads)
        put(
          try LogisticRegression.probabilities(logits: logits, classes: classes), into: &votes, at: place * classes,
          width: members.count * classes)
      }
      moved(0.6 + 0.4 * Double(number + 1) / Double(request.inputs.embeddings?.count ?? 1), "predicting")
    }
    try write(ids, raw, tempered, votes, members: members.count, to: path)
  }

  private func write(
    _ ids: [String], _ raw: [Float], _ tempered: [Float], _ votes: [Float], members: Int, to path: String
  ) throws {
    let classes = try request.classNames().count
    var columns = [Column.strings(ids)]
    columns.append(.floatLists(values: raw, each: classes))
    columns.append(.floatLists(values: tempered, each: classes))
    var names = ["image_id", "probabilities", "tempered"]
    if members > 0 {
      names.append("members")
      let each = (0...ids.count * members).map { $0 * classes }
      columns.append(Column(.list(.list(.float(votes), offsets: each), offsets: (0...ids.count).map { $0 * members })))
    }
    _ = try TableIO.write(Table(schema: Tables.predictions.selecting(names), columns: columns), to: path)
  }
}
