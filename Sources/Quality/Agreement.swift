import Texts

/// An answer to an image whose label is known.
package struct CalibrationAnswer: Sendable, Equatable {
  /// The known class.
  package var expected: Int
  /// The class given; nil for an abstention.
  package var answered: Int?
  /// When it was given: microseconds since 1970, UTC.
  package var time: Int64
  /// What orders answers of one microsecond, by UTF-8 bytes: the task id.
  package var key: String

  package init(expected: Int, answered: Int?, time: Int64, key: String) {
    self.expected = expected
    self.answered = answered
    self.time = time
    self.key = key
  }
}

/// An annotator's answers to images with known labels.
package struct Agreement: Sendable, Equatable {
  /// Over all answers.
  package var overall: Proportion
  /// By true class.
  package var perClass: [Proportion]
  /// Over the latest answers, as many as the window holds.
  package var rolling: Proportion
  /// The rolling agreement after each answer that names a class, in time order.
  package var rollingLine: [Double]
  package var confusion: ConfusionMatrix
  package var abstentions: Int
  package var standing: Standing

  /// Whether the annotator is to be spoken to.
  package var flagged: Bool { standing == .below }

  /// Fewer answers than this say nothing: `tooFew`.
  package static let leastAnswers = 20
  /// Fewer answers than this to the images of one class say nothing of it.
  package static let leastOfClass = 10
  /// A window shorter than this flags nobody on its own.
  package static let leastWindow = 50

  /// Measures answers given in any order against the line.
  ///
  /// Answers are put in order of time, then key. Abstentions are counted apart and enter no agreement. The standing:
  /// `below`, if Wilson's 95 % interval over all answers ends below the line, or the window (of at least 50) is
  /// full and the agreement over it is below the line; `watch`, if the agreement over all answers or the
  /// window is below the line but neither of these holds; `tooFew` under 20 answers, unless already `below`.
  /// With the line at 0.85 and a window of 100, one report flags a true 92 % with probability 0.006, a true
  /// 80 % with 0.87 and a true 75 % with 0.99. (Over thousands of answers a true 92 % crosses the line somewhere
  /// all the same: that is why the report shows the standing now, not the lowest point.)
  package static func measure(
    answers: [CalibrationAnswer], classes: Int, window: Int = 100, line: Double = 0.85
  ) -> Agreement {
    let ordered = answers.sorted {
      $0.time != $1.time ? $0.time < $1.time : $0.key.precedesByBytes($1.key)
    }
    let size = max(1, window)
    var confusion = ConfusionMatrix(classes: classes)
    var hits: [Bool] = []
    for answer in ordered where (0..<max(0, classes)).contains(answer.expected) {
      confusion.add(expected: answer.expected, answered: answer.answered)
      if let given = answer.answered, (0..<classes).contains(given) {
        hits.append(given == answer.expected)
      }
    }
    let values = rollingLine(hits, window: size)
    let latest = Proportion(
      successes: hits.suffix(size).count { $0 }, trials: min(size, hits.count))
    return Agreement(
      overall: confusion.correct,
      perClass: (0..<max(0, classes)).map { confusion.correct(ofClass: $0) },
      rolling: latest,
      rollingLine: values,
      confusion: confusion,
      abstentions: confusion.abstained.reduce(0, +),
      standing: standing(overall: confusion.correct, rolling: latest, window: size, line: line))
  }

  /// After each answer, the share of hits among the last `window` of them, or among all so far if fewer.
  package static func rollingLine(_ hits: [Bool], window: Int) -> [Double] {
    let size = max(1, window)
    var sum = 0
    var line: [Double] = []
    line.reserveCapacity(hits.count)
    for index in hits.indices {
      if hits[index] { sum += 1 }
      if index >= size, hits[index - size] { sum -= 1 }
      line.append(Double(sum) / Double(min(index + 1, size)))
    }
    return line
  }

  /// The standing that the counts give, by the rule of `measure`.
  package static func standing(
    overall: Proportion, rolling: Proportion, window: Int, line: Double
  ) -> Standing {
    guard let value = overall.value, let interval = overall.interval else { return .unmeasured }
    let latest = rolling.value ?? value
    if interval.high < line { return .below }
    if window >= leastWindow, rolling.trials >= window, latest < line { return .below }
    if overall.trials < leastAnswers { return .tooFew }
    return value < line || latest < line ? .watch : .meets
  }
}
