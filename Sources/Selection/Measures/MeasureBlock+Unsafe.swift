import CKernels

/// The measures of probabilities that every image is given, of a block of images, computed together.
///
/// The numbers are those of `Measure`, to the bit; eight images at a time, they take a tenth of the time.
package struct MeasureBlock: Sendable {
  /// Greatest less second greatest probability: smaller = ask first.
  package private(set) var margin: [Double]
  /// −Σ p ln p: larger = ask first.
  package private(set) var entropy: [Double]
  /// One less the greatest probability: larger = ask first.
  package private(set) var leastConfidence: [Double]
  /// The greatest probability.
  package private(set) var highest: [Float]
  /// The first class that has it.
  package private(set) var predicted: [Int32]

  /// Computes the measures.
  ///
  /// - Parameters:
  ///   - probabilities: Rows of `classes` probabilities.
  ///   - classes: At least 1.
  /// - Throws: `SelectionError.count` or `.outside` where the shapes do not fit.
  package init(_ probabilities: [Float], classes: Int) throws {
    guard (1...Int(Int32.max)).contains(classes) else {
      throw SelectionError.outside(.classes, found: classes, least: 1, greatest: Int(Int32.max))
    }
    let rows = probabilities.count / classes
    guard rows * classes == probabilities.count else {
      throw SelectionError.count(of: .probabilities, expected: (rows + 1) * classes, found: probabilities.count)
    }
    margin = Array(repeating: 0, count: rows)
    entropy = margin
    leastConfidence = margin
    highest = Array(repeating: 0, count: rows)
    predicted = Array(repeating: 0, count: rows)
    guard rows > 0 else { return }
    margin.withUnsafeMutableBufferPointer { margin in
      entropy.withUnsafeMutableBufferPointer { entropy in
        leastConfidence.withUnsafeMutableBufferPointer { least in
          highest.withUnsafeMutableBufferPointer { highest in
            predicted.withUnsafeMutableBufferPointer { predicted in
              let out = ck_measures(
                margin: margin.baseAddress, entropy: entropy.baseAddress, least_confidence: least.baseAddress,
                highest: highest.baseAddress, predicted: predicted.baseAddress)
              ck_measure_rows(probabilities, rows, classes, out)
            }
          }
        }
      }
    }
  }

  /// The scores of a measure that it holds; nil for the others.
  package func scores(_ measure: Measure) -> [Double]? {
    switch measure {
    case .margin: margin
    case .entropy: entropy
    case .leastConfidence: leastConfidence
    default: nil
    }
  }
}
