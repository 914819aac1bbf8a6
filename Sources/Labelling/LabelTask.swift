import Draws

/// One image that one file of tasks asks about; calibration images are tasks like any other.
package struct LabelTask: Equatable, Sendable {
  /// What the platform hands back: says nothing of what the task is for.
  package let taskID: String
  package let imageID: String
  /// The position in the annotator's file, from 0.
  package let rank: Int
  /// 1, or 2 where a senior is asked about an image that others disagree on.
  package let round: Int
  /// What a model says of it, where the person is shown that.
  package var suggestion: Suggestion?

  /// Makes a task from its parts.
  package init(taskID: String, imageID: String, rank: Int, round: Int) {
    self.taskID = taskID
    self.imageID = imageID
    self.rank = rank
    self.round = round
  }

  /// The kind of the stages that hand tasks out, after which their draws are called.
  package static let stageKind = "export"

  /// The stage that hands out the tasks of a round.
  package static func stage(round: Int) -> String { "\(stageKind)-\(round)" }
}

/// What a model says of a picture.
package struct Suggestion: Equatable, Sendable {
  /// The class.
  package let label: String
  /// Its probability, from 0 to 1.
  package let score: Double

  /// Makes a suggestion.
  package init(label: String, score: Double) {
    self.label = label
    self.score = score
  }

  /// What people are told of where it comes from.
  package static let model = "winnow"
}

/// Opaque ids of tasks.
package enum TaskID {
  /// The draw that the ids of one export come from.
  package static func draw(randomSeed: UInt64, iteration: Int, round: Int) -> Draw {
    Draw(randomSeed: randomSeed, iteration: iteration, stage: "\(LabelTask.stage(round: round))/task")
  }

  /// The id of the task about `imageID`: `t` and 32 hexadecimal digits, the same each time an export is made
  /// again.
  ///
  /// The letter keeps a spreadsheet from taking `12e4…` for a number.
  package static func make(imageID: String, draw: Draw) -> String {
    "t" + hex(draw.key("0" + imageID)) + hex(draw.key("1" + imageID))
  }

  /// Sixteen lower-case hexadecimal digits.
  static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
