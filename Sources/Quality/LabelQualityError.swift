/// Why votes, labels or people cannot be judged or asked.
///
/// The arguments are arrays, so most of these are mistakes in shape or size; `capacity` and `tooFewEligible` are about
/// the people.
package enum LabelQualityError: Error, Sendable, Equatable {
  /// An argument.
  package enum Argument: String, Sendable, Equatable {
    case images, annotators, classes, labels, probabilities, predicted, right, wrong, strength, votesPerImage,
      capacities, randomShare, exclusions
  }

  /// An array has another number of elements than the other arguments ask for.
  case count(of: Argument, expected: Int, found: Int)
  /// What stands at `row` lies outside what it may be; row 0 where the argument is one number.
  case outside(Argument, row: Int)
  /// A row of probabilities holds a number outside [0, 1], or does not sum to 1 within 0.001.
  case notADistribution(row: Int)
  /// An annotator has two votes on one image.
  case repeatedVote(image: Int, annotator: Int)
  /// An image or an annotator is there twice; the later row.
  case repeated(Argument, row: Int)
  /// So many votes cannot be given to anybody, however the images are spread.
  case capacity(missing: Int)
  /// Fewer people may judge this image than votes are asked for.
  case tooFewEligible(image: Int, eligible: Int, needed: Int)
}

/// Rows of class probabilities, one an image, as arrays that are checked once.
enum ProbabilityRows {
  /// Refuses what is no array of `rows` distributions over `classes` classes.
  static func check(_ values: [Double], rows: Int, classes: Int) throws(LabelQualityError) {
    guard classes >= 1 else { throw .outside(.classes, row: 0) }
    guard values.count == rows * classes else {
      throw .count(of: .probabilities, expected: rows * classes, found: values.count)
    }
    for row in 0..<rows {
      var sum = 0.0
      for value in values[(row * classes)..<((row + 1) * classes)] {
        guard value >= 0, value <= 1 else { throw .notADistribution(row: row) }
        sum += value
      }
      guard (sum - 1).magnitude <= 0.001 else { throw .notADistribution(row: row) }
    }
  }

  /// The class of the greatest probability in a row; of equals the first.
  static func best(_ values: ArraySlice<Double>) -> Int {
    var best = values.startIndex
    for index in values.indices where values[index] > values[best] { best = index }
    return best - values.startIndex
  }
}
