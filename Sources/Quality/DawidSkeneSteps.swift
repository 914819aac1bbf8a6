import CKernels

/// The two steps of Dawid and Skene's estimation, over classes that all occur.
///
/// Tables by annotator, answer and true class are flat: (annotator · classes + answered) · classes + true. Sums run over
/// patterns of votes in their order, on one thread.
struct DawidSkeneSteps {
  /// The least probability that enters a logarithm.
  private static let least = 1e-10
  private static let logLeast = ck_log(least)

  let patterns: VotePatterns
  /// Pseudo-counts.
  let earlier: [Double]
  let classes: Int
  /// Patterns × classes.
  private(set) var posterior: [Double]
  /// Votes by annotator, answer and true class, as the posterior has it; without the pseudo-counts.
  private(set) var counts: [Double]
  /// The probability of each answer by annotator and true class.
  private(set) var errors: [Double]
  /// The share of each class among images that have a vote and are not known; all 0 if there is no such image.
  private(set) var share: [Double]
  /// Σ q log(p of all votes) − Σ q log q over images, in which the share of the classes counts once a vote as crowd-kit
  /// has it; and Σ pseudo-count · log p beside it.
  private(set) var bound = 0.0
  /// The answers that an annotator has given at all.
  private let given: [Bool]
  private var logErrors: [Double]
  private var logShare: [Double]
  /// The posterior of the images that are not known, summed over images and over votes; its entropy; how many they are.
  private var imageSum: [Double]
  private var voteSum: [Double]
  private var entropy = 0.0
  /// The logarithms of one pattern's posterior, up to a constant.
  private var scores: [Double]
  private var images = 0.0

  init(patterns: VotePatterns, earlier: [Double], classes: Int) {
    self.patterns = patterns
    self.earlier = earlier
    self.classes = classes
    let rows = classes > 0 ? earlier.count / classes : 0
    var given = (0..<rows).map { row in (0..<classes).contains { earlier[row * classes + $0] > 0 } }
    for row in patterns.rows { given[row] = true }
    self.given = given
    posterior = [Double](repeating: 0, count: patterns.images.count * classes)
    counts = [Double](repeating: 0, count: earlier.count)
    errors = counts
    logErrors = counts
    share = [Double](repeating: 0, count: classes)
    logShare = share
    imageSum = share
    voteSum = share
    scores = share
  }

  /// Whether there is an image with a vote whose label is not known.
  var hasUnknown: Bool { images > 0 }

  /// Whether an answer of the annotator is known, among the votes or from before.
  func hasGiven(_ annotator: Int) -> Bool {
    given[(annotator * classes)..<((annotator + 1) * classes)].contains(true)
  }

  /// Takes the share of an image's votes for its posterior, and estimates from it.
  mutating func startFromMajority() {
    clear()
    for pattern in patterns.images.indices {
      let (votes, place) = (patterns.starts[pattern]..<patterns.starts[pattern + 1], pattern * classes)
      if let label = patterns.known[pattern] {
        posterior[place + label] = 1
      } else {
        for vote in votes { posterior[place + patterns.rows[vote] % classes] += 1 }
        for index in place..<(place + classes) { posterior[index] /= Double(votes.count) }
      }
      count(pattern, votes)
    }
    maximise()
  }

  /// The posterior of every image from the confusion matrices and the share of the classes, and what it adds up to.
  mutating func expect() {
    clear()
    for pattern in patterns.images.indices {
      let votes = patterns.starts[pattern]..<patterns.starts[pattern + 1]
      if patterns.known[pattern] == nil { weigh(pattern, votes) }
      count(pattern, votes)
    }
  }

  /// The confusion matrices and the share of the classes from what the posterior adds up to, and the bound.
  mutating func maximise() {
    bound = entropy
    let answers = classes * classes
    for first in stride(from: 0, to: errors.count, by: max(1, answers)) {
      for truth in 0..<classes {
        let column = stride(from: first + truth, to: first + answers, by: classes).filter { given[$0 / classes] }
        let sum = column.reduce(0) { $0 + max(counts[$1] + earlier[$1], Self.least) }
        for index in column {
          errors[index] = max(counts[index] + earlier[index], Self.least) / sum
          logErrors[index] = ck_log(errors[index])
          bound += (counts[index] + earlier[index]) * logErrors[index]
        }
      }
    }
    for index in 0..<classes {
      share[index] = images > 0 ? imageSum[index] / images : 0
      logShare[index] = ck_log(max(share[index], Self.least))
      bound += voteSum[index] * logShare[index]
    }
  }

  /// Sets all that is summed over images to 0.
  private mutating func clear() {
    for index in counts.indices { counts[index] = 0 }
    for index in 0..<classes {
      imageSum[index] = 0
      voteSum[index] = 0
    }
    entropy = 0
    images = 0
  }

  /// The posterior of a pattern, and its entropy.
  private mutating func weigh(_ pattern: Int, _ votes: Range<Int>) {
    let place = pattern * classes
    for index in 0..<classes { scores[index] = logShare[index] }
    for vote in votes {
      let row = patterns.rows[vote] * classes
      for index in 0..<classes { scores[index] += logErrors[row + index] }
    }
    let highest = scores.reduce(-Double.infinity) { max($0, $1) }
    var sum = 0.0
    for index in 0..<classes {
      scores[index] -= highest
      posterior[place + index] = ck_exp(scores[index])
      sum += posterior[place + index]
    }
    let logSum = ck_log(sum)
    var spread = 0.0
    for index in 0..<classes {
      posterior[place + index] /= sum
      spread -= max(posterior[place + index], Self.least) * max(scores[index] - logSum, Self.logLeast)
    }
    entropy += patterns.images[pattern] * spread
  }

  /// Adds a pattern's posterior to the sums, once for each of its images.
  private mutating func count(_ pattern: Int, _ votes: Range<Int>) {
    let (place, weight) = (pattern * classes, patterns.images[pattern])
    for vote in votes {
      let row = patterns.rows[vote] * classes
      for index in 0..<classes { counts[row + index] += weight * posterior[place + index] }
    }
    guard patterns.known[pattern] == nil else { return }
    images += weight
    let size = weight * Double(votes.count)
    for index in 0..<classes {
      imageSum[index] += weight * posterior[place + index]
      voteSum[index] += size * posterior[place + index]
    }
  }
}
