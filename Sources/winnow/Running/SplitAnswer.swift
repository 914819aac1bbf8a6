import Pipeline

/// What came of a split, for programs: `winnow split --json`.
struct SplitAnswer: Encodable {
  /// A file that was written.
  struct Written: Encodable {
    let path: String
    let images: Int
    let groups: Int
  }

  /// A set that has fewer images of a class than were asked for.
  struct Shortfall: Encodable {
    let set: String
    let label: String
    let found: Int
    let wanted: Int
  }

  var written: [Written] = []
  /// Files that were there and were left alone.
  var kept: [String] = []
  var shortfalls: [Shortfall] = []

  init(_ lines: [SplitFiles.Line]) {
    for line in lines {
      switch line {
      case .written(let path, let images, let groups):
        written.append(Written(path: path, images: images, groups: groups))
      case .kept(let path): kept.append(path)
      case .short(let set, let label, let found, let wanted):
        shortfalls.append(Shortfall(set: set, label: label, found: found, wanted: wanted))
      case .joined, .ungrouped: continue
      }
    }
  }
}
