/// Images that have the same votes, taken together: they have the same posterior.
///
/// Two votes by image of 30 annotators for 8 classes make no more than 28,000 patterns, however many images there are.
struct VotePatterns {
  /// The pattern of each image; nil without a vote.
  let ofImage: [Int?]
  /// The votes of pattern p stand at `starts[p]..<starts[p + 1]`; one entry more than there are patterns.
  let starts: [Int]
  /// Annotator · classes + label of each vote, ascending within a pattern.
  let rows: [Int]
  /// The known class of the pattern's images; nil where it is not known.
  let known: [Int?]
  /// How many images have the pattern.
  let images: [Double]

  /// Patterns in the order of their first images; `known` has a class or nil for each image.
  init(_ votes: VotesByImage, known: [Int?]) {
    var number: [Pattern: Int] = [:]
    var ofImage = [Int?](repeating: nil, count: known.count)
    var (starts, rows, classes, images) = ([0], [Int](), [Int?](), [Double]())
    for image in known.indices {
      let own = votes.rows[votes.starts[image]..<votes.starts[image + 1]]
      if own.isEmpty { continue }
      let pattern = Pattern(known: known[image], rows: own)
      if let seen = number[pattern] {
        ofImage[image] = seen
        images[seen] += 1
      } else {
        number[pattern] = images.count
        ofImage[image] = images.count
        rows += own
        starts.append(rows.count)
        classes.append(known[image])
        images.append(1)
      }
    }
    self.ofImage = ofImage
    self.starts = starts
    self.rows = rows
    self.known = classes
    self.images = images
  }

  private struct Pattern: Hashable {
    let known: Int?
    let rows: ArraySlice<Int>
  }
}
