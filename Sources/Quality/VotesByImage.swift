/// Votes grouped by image, in an order that does not depend on the order they came in.
struct VotesByImage {
  /// The votes of image i stand at `starts[i]..<starts[i + 1]`; one entry more than there are images.
  let starts: [Int]
  /// Annotator · classes + label of each vote, ascending within an image.
  let rows: [Int]

  /// Groups votes that are all within `0..<images` and `0..<rowCount`; two stable counting sorts, linear in the votes.
  init(_ votes: [(image: Int, row: Int)], images: Int, rowCount: Int) {
    var next = Self.starts(of: votes.lazy.map(\.row), count: rowCount)
    var byRow = [Int](repeating: 0, count: votes.count)
    for (index, vote) in votes.enumerated() {
      byRow[next[vote.row]] = index
      next[vote.row] += 1
    }
    starts = Self.starts(of: votes.lazy.map(\.image), count: images)
    next = starts
    var rows = byRow
    for index in byRow {
      let vote = votes[index]
      rows[next[vote.image]] = vote.row
      next[vote.image] += 1
    }
    self.rows = rows
  }

  /// Where each key's run begins once the keys are sorted, and where the last ends.
  private static func starts(of keys: some Sequence<Int>, count: Int) -> [Int] {
    var starts = [Int](repeating: 0, count: count + 1)
    for key in keys { starts[key + 1] += 1 }
    for key in 0..<count { starts[key + 1] += starts[key] }
    return starts
  }
}
