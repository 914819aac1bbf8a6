/// What one person is asked in one round: a project or a dataset of its own, for no server can be relied on to assign.
package struct Sheet: Equatable, Sendable {
  /// The title of the project, or the name of workspace and dataset; by it a later run finds them again.
  package var title: String
  /// The annotator's id in the spec.
  package var person: String
  /// The person's accounts on the server: numbers, ids, names or e-mail addresses; one that is known is enough.
  package var accounts: [String]
  /// The classes in the order in which they are shown, `cannot_tell` among them where people may say so.
  package var classes: [String]
  /// The confidences in the order in which they are shown.
  package var confidences: [String]
  /// The page that people work on, for Label Studio.
  package var labelConfig: String
  /// What people read before they begin; empty for none.
  package var guidelines: String
  /// The tasks by rank.
  package var tasks: [SheetTask]

  /// Makes a sheet.
  package init(
    title: String, person: String, accounts: [String], classes: [String], confidences: [String], labelConfig: String,
    guidelines: String, tasks: [SheetTask]
  ) {
    self.title = title
    self.person = person
    self.accounts = accounts
    self.classes = classes
    self.confidences = confidences
    self.labelConfig = labelConfig
    self.guidelines = guidelines
    self.tasks = tasks
  }

  /// The name of the question about the class.
  package static let classQuestion = "label"
  /// The name of the question about the confidence.
  package static let confidenceQuestion = "confidence"
  /// The name of the picture.
  package static let picture = "image"
}

/// A picture as a server is given it.
package struct SheetPicture: Equatable, Sendable, ExpressibleByStringInterpolation {
  /// A data address, or another one.
  package let address: String
  /// What was done to it, for whoever looks at it; nil if it is as its file has it.
  package let note: String?

  /// Makes one.
  package init(_ address: String, note: String? = nil) {
    self.address = address
    self.note = note
  }

  /// Makes one that is as its file has it.
  package init(stringLiteral address: String) { self.init(address) }
}

/// One picture that a person is asked about.
package struct SheetTask: Equatable, Sendable {
  /// What the server hands back with the answer.
  package let id: String
  /// The position in the sheet, from 0.
  package let rank: Int
  /// What a model says, where people are to see that; nil for nothing.
  package let prelabel: Prelabel?

  /// Makes a task.
  package init(id: String, rank: Int, prelabel: Prelabel? = nil) {
    self.id = id
    self.rank = rank
    self.prelabel = prelabel
  }
}

/// What a model says of a picture.
package struct Prelabel: Equatable, Sendable {
  /// The class.
  package let label: String
  /// Its probability, from 0 to 1.
  package let score: Double
  /// The model, as people are to see it.
  package let model: String

  /// Makes one.
  package init(label: String, score: Double, model: String) {
    self.label = label
    self.score = score
    self.model = model
  }
}
