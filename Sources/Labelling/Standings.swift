import Texts

/// Leaves of several answers of one person to one task the one that stands.
struct Standings {
  let rows: [ReturnedRow]

  /// Rejects all but the newest answer of each annotator to each task; all of them where nothing tells which is the newest.
  func settle(_ verdicts: inout [RowVerdict]) {
    var answers: [ExactPair: [Int]] = [:]
    for index in rows.indices {
      guard case .accepted(let answer) = verdicts[index] else { continue }
      answers[ExactPair(answer.taskID, answer.annotator), default: []].append(index)
    }
    for indices in answers.values where indices.count > 1 {
      let hasTimes = indices.allSatisfy { rows[$0].updatedAt != nil }
      if !hasTimes, Set(indices.map { says(rows[$0]) }).count > 1 {
        let all = indices.map { "\(rows[$0].file), row \(rows[$0].index + 1) (\(rows[$0].label ?? Answers.skip))" }
        for index in indices { verdicts[index] = .rejected(.unordered, detail: all.joined(separator: "; ")) }
        continue
      }
      var newest = indices[0]
      for index in indices.dropFirst() where isNewer(rows[index], than: rows[newest]) { newest = index }
      for index in indices where index != newest {
        // The same words once more, without a time, are no other answer.
        let reason: RejectReason = rows[index].updatedAt == nil ? .duplicate : .superseded
        verdicts[index] = .rejected(reason, detail: rows[newest].platformID)
      }
    }
  }

  private func says(_ row: ReturnedRow) -> [ExactText] {
    [
      ExactText(row.label ?? ""), ExactText(PlatformUser.folded(row.confidence ?? "")),
      ExactText(row.kind == .skip ? "skip" : ""),
    ]
  }

  private func isNewer(_ row: ReturnedRow, than other: ReturnedRow) -> Bool {
    let time = row.updatedAt ?? .min
    let otherTime = other.updatedAt ?? .min
    if time != otherTime { return time > otherTime }
    guard row.platform == other.platform, row.platform == .labelStudio else { return true }
    let digits = row.platformID.utf8.count
    let otherDigits = other.platformID.utf8.count
    if digits != otherDigits { return digits > otherDigits }
    return ExactText(row.platformID) >= ExactText(other.platformID)
  }
}
