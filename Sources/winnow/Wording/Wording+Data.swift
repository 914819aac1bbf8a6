import Foundation
import Labelling
import Pipeline
import Rehearsal
import Selection
import Stages

extension Wording {
  /// The exit code for an error in data: a hook's mistakes have their own.
  static func code(_ error: DataError) -> ExitStatus {
    switch error {
    case .hookTable, .hookRow, .hookMissesImages, .temperedMissing, .measureInputMissing: .hook
    case .overBudget: .difference
    default: .data
    }
  }

  /// Why the instruction set that was asked for cannot be used.
  static func kernel(_ error: KernelError) -> String {
    switch error {
    case .unknown(let value, let names):
      "WINNOW_KERNEL is \(quoted(value)); it may be \(names.joined(separator: ", ")), or be left unset"
    case .unavailable(let value):
      "WINNOW_KERNEL asks for \(quoted(value)), which this processor does not have; leave it unset, or set plain"
    }
  }

  /// Where a path is corrected: a key of the spec, or an option of the command line.
  private static func place(_ purpose: String) -> String {
    purpose.hasPrefix("--") ? purpose : "\(purpose) in the spec"
  }

  /// What the factory was asked for and cannot draw.
  static func factory(_ error: FactoryError) -> String {
    switch error {
    case .count(let asked, let allowed):
      "--count: \(asked) images cannot be drawn; from \(allowed.lowerBound) to \(allowed.upperBound) can"
    case .side(let asked, let allowed):
      "--size: images of \(asked) pixels cannot be drawn; from \(allowed.lowerBound) to \(allowed.upperBound) can"
    }
  }

  /// Whether the file of a key of the spec is one that `winnow split` writes.
  private static func drawnBySplit(_ purpose: String) -> Bool {
    purpose.hasPrefix("holdout") || purpose.hasPrefix("calibration")
  }

  /// What is wrong with data, where, and what to do.
  static func data(_ error: DataError) -> String {
    switch error {
    case .folderMissing(let path, let purpose):
      "the folder \(quoted(path)) (\(purpose)) is not there; correct \(place(purpose))"
    case .fileMissing(let path, let purpose):
      "the file \(quoted(path)) (\(purpose)) is not there; "
        + (purpose == "--truth"
          ? "give --truth FILE, a CSV image,label of every image (with make: TRUTH=FILE)" : "correct \(place(purpose))")
        + (drawnBySplit(purpose)
          ? ", or draw holdouts and calibration set from known labels: make split SPEC=… LABELS=FILE (winnow split --spec … --labels FILE)"
          : "")
    case .noImages(let root, let patterns, let leftAside):
      (patterns.isEmpty
        ? "no file below \(quoted(root)) is a picture; correct pool.root in the spec"
        : "no file below \(quoted(root)) fits \(patterns.map(quoted).joined(separator: " or ")); "
          + "correct pool.root or pool.images in the spec")
        + leftAside.map { "\nnot taken: \(printable($0))" }.joined()
    case .badImageID(let id, let problem):
      "an image's name cannot be an id: \(quoted(id)) \(badID(problem)); rename the file"
    case .tooManyBroken(let stage, let broken, let total, let share, let first, let reason):
      "stage '\(stage)': \(broken) of \(count(total, "image")) cannot be read, more than pool.broken_share allows "
        + "(\(percent(share))); the first is \(quoted(first)): \(printable(reason))\(brokenRemedy(reason))"
    case .columnMissing(let file, let column, let found):
      "\(printable(file)):1: no column \(quoted(column)); there are \(found.map(quoted).joined(separator: ", "))"
        + rename(found, to: column)
    case .columnMisspelt(let file, let found, let meant):
      "\(printable(file)):1: the column \(quoted(found)) would be overlooked; call it \(quoted(meant))"
    case .noRows(let file): "\(printable(file)): there is no row below the header"
    case .nothingJoins(let join, let image): nothingJoins(join, image: image)
    case .rowsMissing(let join, let images): rowsMissing(join, images: images)
    case .groupsUnknown(let join, let labels, let without, let first):
      groupsUnknown(join, labels: labels, without: without, first: first)
    case .several(let errors, let all, let diagnosis): several(errors, of: all, diagnosis)
    case .unknownClass(let place, let value, let word):
      "\(at(place)): class \(quoted(value)) is not in the spec's classes\(nearest(word))"
    case .imageNotInPool(let place, let image, let word):
      "\(at(place)): image \(quoted(JoinDiagnosis.visible(image, beside: word ?? ""))) is not in the pool"
        + nearest(word.map { JoinDiagnosis.visible($0, beside: image) })
    case .repeatedImage(let place, let image, let first):
      "\(at(place)): image \(quoted(image)) stands in line \(first) already"
    case .inTwoSets(let image, let sets):
      "image \(quoted(image)) is in two sets of known labels: \(sets.joined(separator: " and ")); take it out of one"
    case .badTableValue(let file, let row, let image, let column, let value, let problem):
      "\(printable(file)), row \(row), image \(quoted(image)): \(printable(column)) \(quoted(value)) \(tableValue(problem))"
    case .badAddress(let place, let image, let value):
      "\(at(place)), image \(quoted(image)): url \(quoted(value)) \(tableValue(.noAddress))"
    case .inboxLink(let file):
      "\(quoted(file)) in the inbox is a link that leads to no file; mend it or take it out"
    case .badTimestamp(let place, let column, let value):
      "\(at(place)): \(column) \(quoted(value)) is no time; expected ISO 8601, as 2026-11-21T08:00:00Z"
    case .unknownStratum(let column, let value, let known, let diagnosis):
      "stages.seed.oversample: no image that may be selected has \(printable(column)) \(quoted(value))"
        + (diagnosis == nil
          ? "; there are \(known.map(quoted).joined(separator: ", ")) …"
          : likely(diagnosis, "the spec", "the metadata"))
    case .metadataColumnMissing(let column, let known):
      "stages.seed.by: no image that may be selected has \(quoted(column)) in the metadata; "
        + "the columns are \((["group"] + known).map(quoted).joined(separator: ", "))"
    case .hookTable(let stage, let file, let problem):
      "stage '\(stage)': the hook's file \(printable(file)): \(problem)"
    case .hookRow(let stage, let file, let row, let image, let problem):
      "stage '\(stage)': the hook's file \(printable(file)), row \(row), image \(quoted(image)): \(hookRow(problem))"
    case .hookMissesImages(let stage, let file, let missing, let asked, let first):
      "stage '\(stage)': the hook's file \(printable(file)) lacks \(missing) of the \(count(asked, "image")) asked for; "
        + "the first is \(quoted(first))"
    case .temperedMissing(let program):
      "stage 'score': the spec asks for tempered probabilities and the hook \(quoted(program)) gives none; "
        + "write 'probabilities: raw' under stages.score"
    case .measureNotScored(let measure, let scored):
      "scores.parquet has margin, least_confidence, entropy and \(quoted(scored)), not \(quoted(measure)): that measure takes a "
        + "run of the stage 'score'"
    case .imageMissing(let image, let file):
      "\(printable(file)): image \(quoted(image)) is not in it, and it is in other tables of the iteration"
    case .measureInputMissing(let measure, let program, let columns):
      "stage 'score': measure \(quoted(measure)) looks at \(Self.columns(columns)) of predictions.parquet, which the hook "
        + "\(quoted(program)) does not write; \(remedy(columns))"
    case .poolTooSmall(let stage, let asked, let available):
      "stage '\(stage)': \(count(asked, "image")) asked for and only \(available) left that may be selected; "
        + (available == 0
          ? "add images to the pool" : "ask for fewer, add images to the pool, or say another 'when_short' than 'stop'")
    case .correctedToUnknownClass(let image, let value, let author):
      "the correction of image \(quoted(image)) to \(quoted(value)) by \(printable(author)) names a class that the spec "
        + "does not have any more; correct the image once more"
    case .noLabels(let iteration, let why):
      "stage 'train': the iterations before \(iteration) came to no label that can be trained on"
        + why.map { "; \(printable($0))" }.joined()
    case .overBudget(let spent, let worst, let total, let currency):
      "this export would break the budget: \(decimal(spent, 2)) \(printable(currency)) spent, at most "
        + "\(decimal(worst, 2)) for this round and its reviews, \(decimal(total, 2)) in all; "
        + "make the batch smaller or raise budget.total"
    case .returnedFileKind(let file):
      "\(quoted(file)) in the inbox is neither a Label Studio export (.json) nor a form (.csv); take it out"
    }
  }

  /// What is wrong with simulated people.
  static func simulation(_ error: SimulationError) -> String {
    switch error {
    case .unknownClass(let label, let image):
      "the truth of image \(quoted(image)) is \(quoted(label)), which is not in the spec's classes"
    case .knownTwice(let image): "the truth of image \(quoted(image)) is given twice"
    case .noTruth(let image): "the truth file does not say what image \(quoted(image)) shows; add it"
    case .noSuchPerson(let id): "the tasks of \(quoted(id)) were exported, who is not among the spec's annotators"
    case .foreignAddress(let address, let file):
      "\(quoted(file)): the address \(quoted(address)) does not begin with export.image_prefix as the spec has it now"
    case .outOfRange(let iteration, let round):
      "simulated annotators answer up to iteration 100,000 and round 9, not iteration \(iteration) and round \(round)"
    }
  }

  /// What is wrong with the files given to a pick.
  static func pick(_ error: PickError) -> String {
    switch error {
    case .tooFew(let asked, let available): "\(count(asked, "image")) asked for and only \(available) in the files"
    case .row(let option, let place, let image, let problem):
      "\(option): \(printable(place.file)), row \(place.row), image \(quoted(image)): \(hookRow(problem))"
    case .repeated(let option, let image, let first, let second):
      "\(option): \(printable(second.file)), row \(second.row): image \(quoted(image)) stands in row \(first.row)"
        + (first.file == second.file ? "" : " of \(printable(first.file))") + " already; keep one of them"
    case .nothingFits(let join): nothingFits(join)
    case .measureInputMissing(let measure, let columns):
      "--measure \(measure) looks at \(Self.columns(columns)) of --predictions, which are not there; "
        + "write them, or choose a measure of the probabilities alone: margin, least_confidence, entropy, cost_sensitive"
    case .noLabelled(let measure):
      "--measure \(measure) looks at labelled images, and none of --labelled is among the predictions and embeddings"
    case .noEmbedding(let image): "image \(quoted(image)) of the predictions is not among the embeddings"
    }
  }

  /// Why the built-in embedder cannot be fitted.
  static func embedder(_ error: EmbedderError) -> String {
    switch error {
    case .tooFewImages(let images, let dimensions, let features):
      "the built-in embedder cannot learn \(dimensions) dimensions or filters from \(count(images, "readable image")) "
        + "and features of length \(features); add images, or lower stages.embed.dimensions or filters"
    case .damagedState: "the embedder's fitted state is damaged; remove its folder below embeddings/ to fit it anew"
    }
  }

  /// Why the factory will not write into a folder.
  static func factory(_ error: FactoryFilesError) -> String {
    switch error {
    case .notOurs(let path):
      "\(quoted(path)) was not drawn by the factory and is left alone; give the factory a folder of its own"
    }
  }

  /// Why known labels cannot be split.
  static func split(_ error: SplitError) -> String {
    switch error {
    case .knownTwice(let image): "image \(quoted(image)) is labelled twice"
    case .unknownClass(let label, let image):
      "image \(quoted(image)) has class \(quoted(label)), which is not in the spec's classes"
    case .share(let share, let set?): "the share of \(set.rawValue) is \(share), expected 0 to 1"
    case .share(let share, nil): "the shares of the three sets add up to \(share), expected at most 1"
    case .minimum(let minimum, let set):
      "the least number of images of a class in \(set.rawValue) is \(minimum), expected 0 or more"
    case .maximumShareOfClass(let share):
      "the most that the sets may take of a class is \(share), expected above 0 and at most 1"
    }
  }

  /// What to do where the first broken image is no file at all, which is a mistake of the pool and not of a file.
  private static func brokenRemedy(_ reason: String) -> String {
    switch reason {
    case "missing_file":
      "; its file is not below pool.root: correct pool.root, or embed with a hook of your own, which may do without"
    case "dangling_link": "; the link leads nowhere: fetch what it stands for (git annex get, dvc pull)"
    default: ""
    }
  }

  private static func at(_ place: DataError.Place) -> String { "\(printable(place.file)):\(place.line)" }

  private static func badID(_ problem: DataError.BadID) -> String {
    switch problem {
    case .notUTF8: "is not UTF-8"
    case .controlCharacter: "has a control character"
    case .empty: "is empty"
    case .parentFolder: "has a part '..'"
    case .tooLong: "is longer than 1,024 bytes"
    case .absolute: "begins with '/': ids are paths below pool.root"
    }
  }

  private static func tableValue(_ problem: DataError.TableValue) -> String {
    switch problem {
    case .negative: "is below 0; write what it is, or nothing where it is not known"
    case .noTime: "is no time; expected ISO 8601, as 2026-11-21T08:00:00Z"
    case .noAddress:
      "is no address; expected http://, https://, s3://, gs://, azure-blob:// and a place behind it, or a path"
    }
  }

  private static func columns(_ names: [String]) -> String {
    (names.count == 1 ? "the column " : "one of the columns ") + names.map(quoted).joined(separator: " and ")
  }

  /// What to do where a measure looks at columns that are not there.
  static func remedy(_ columns: [String]) -> String {
    let others = "or choose a measure of the probabilities alone: margin, least_confidence, entropy, cost_sensitive"
    if columns.contains("members") {
      return
        "let it write for each image a list with the probabilities of each member of a committee or each pass with dropout, "
        + "take the built-in model with 'committee: 5' under stages.train, \(others)"
    }
    return "let it write for each image "
      + (columns.contains("gradient_norm")
        ? "the length of the loss's gradient ('gradient_norm') or the vector that its last layer sees ('embedding'), "
        : "the vector that its last layer sees, ")
      + "take the built-in model, \(others)"
  }

  /// What is wrong with a row of probabilities or a vector.
  static func hookRow(_ problem: DataError.HookRow) -> String {
    switch problem {
    case .classCount(let expected, let found):
      "\(count(found, "probability", "probabilities")), expected one for each of the \(count(expected, "class", "classes"))"
    case .dimensions(let expected, let found): "a vector of \(found) numbers, expected \(expected)"
    case .notFinite(let position): "the number at position \(position) is not finite"
    case .outOfRange(let position, let value): "the probability at position \(position) is \(value), expected 0 to 1"
    case .sum(let sum): "the probabilities sum to \(sum), expected 1 (within 0.01, what half precision is off)"
    case .memberCount(let expected, let found):
      "\(count(found, "member")) of a committee, expected \(expected) as in the first row"
    case .member(let number, let problem): "member \(number): \(hookRow(problem))"
    case .gradientNorm(let value): "the gradient's length is \(value), expected a finite number from 0"
    case .unknownImage: "this image was not asked for"
    case .repeatedImage: "this image came before"
    }
  }

  /// What is wrong with a command line.
  static func command(_ error: CommandError) -> String {
    switch error {
    case .whichSpec(let found) where found.isEmpty:
      "no spec: give --spec FILE or set WINNOW_SPEC"
    case .whichSpec(let found): "which spec? give --spec or set WINNOW_SPEC to one of \(found.joined(separator: ", "))"
    case .nothingExported(let iteration):
      "iteration \(iteration) has exported nothing that waits for answers; winnow run \(iteration) comes first"
    case .badArgument(let value, let problem): "\(quoted(value)): \(problem)"
    case .notBegun(let number): "iteration \(number) has not begun; winnow run \(number) begins it"
    case .noIteration(let number): "iteration \(number) is not sealed; winnow run \(number) goes on with it"
    }
  }

  /// What is wrong with a hook's request.
  static func request(_ error: HookRequestError) -> String {
    switch error {
    case .notSet: "WINNOW_REQUEST is not set: hooks are called by winnow run, not by hand"
    case .unreadable(let path): "the request \(quoted(path)) cannot be read"
    case .otherVersion(let path, let found, let known):
      "the request \(quoted(path)) follows version \(found) of the contract; this hook knows version \(known): "
        + "write [winnow, hook, …] in the spec, which runs the same winnow"
    case .missing(let field): "the request lacks \(field)"
    }
  }
}
