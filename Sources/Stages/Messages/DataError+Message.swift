import Labelling
import Texts

extension DataError: ReportedError {
  package var code: String {
    switch self {
    case .folderMissing: "data.folder_missing"
    case .fileMissing: "data.file_missing"
    case .noImages: "data.no_images"
    case .badImageID: "data.bad_image_id"
    case .tooManyBroken: "data.too_many_broken"
    case .columnMissing: "data.column_missing"
    case .unknownClass: "data.unknown_class"
    case .columnMisspelt: "data.column_misspelt"
    case .noRows: "data.no_rows"
    case .nothingJoins: "data.nothing_joins"
    case .rowsMissing: "data.rows_missing"
    case .groupsUnknown: "data.groups_unknown"
    case .several: "data.several"
    case .imageNotInPool: "data.image_not_in_pool"
    case .repeatedImage: "data.repeated_image"
    case .inTwoSets: "data.in_two_sets"
    case .badTableValue: "data.bad_table_value"
    case .badAddress: "data.bad_address"
    case .badTimestamp: "data.bad_timestamp"
    case .unknownStratum: "data.unknown_stratum"
    case .metadataColumnMissing: "data.metadata_column_missing"
    case .hookTable: "data.hook_table"
    case .hookRow: "data.hook_row"
    case .hookMissesImages: "data.hook_misses_images"
    case .temperedMissing: "data.tempered_missing"
    case .imageMissing: "data.image_missing"
    case .measureInputMissing: "data.measure_input_missing"
    case .measureNotScored: "data.measure_not_scored"
    case .poolTooSmall: "data.pool_too_small"
    case .correctedToUnknownClass: "data.corrected_to_unknown_class"
    case .noLabels: "data.no_labels"
    case .overBudget: "data.over_budget"
    case .routingImpossible: "data.routing_impossible"
    }
  }

  /// A hook's mistakes are reported from those of people's files.
  package var kind: ErrorKind {
    switch self {
    case .hookTable, .hookRow, .hookMissesImages, .temperedMissing, .measureInputMissing: .hook
    case .overBudget: .difference
    case .routingImpossible: .usage
    default: .data
    }
  }

  package var place: ErrorPlace? {
    switch self {
    case .folderMissing(let file, _), .fileMissing(let file, _), .noRows(let file),
      .hookTable(_, let file, _), .hookMissesImages(_, let file, _, _, _):
      ErrorPlace(file: file)
    case .imageMissing(let image, let file): ErrorPlace(file: file, image: image)
    case .columnMissing(let file, _, _), .columnMisspelt(let file, _, _): ErrorPlace(file: file, line: 1)
    case .unknownClass(let place, _, _), .badTimestamp(let place, _, _): place.place
    case .imageNotInPool(let place, let image, _), .repeatedImage(let place, let image, _),
      .badAddress(let place, let image, _):
      ErrorPlace(file: place.file, line: place.line, image: image)
    case .badTableValue(let file, let row, let image, _, _, _), .hookRow(_, let file, let row, let image, _):
      ErrorPlace(file: file, row: row, image: image)
    case .nothingJoins(let join, _), .rowsMissing(let join, _), .groupsUnknown(let join, _, _, _):
      ErrorPlace(file: join.file)
    case .several(let errors, _, _): errors.first?.place
    case .inTwoSets(let image, _), .correctedToUnknownClass(let image, _, _): ErrorPlace(image: image)
    default: nil
    }
  }

  /// The first of several.
  package var underlying: (any Error)? {
    if case .several(let errors, _, _) = self { errors.first } else { nil }
  }

  package var message: String {
    switch self {
    case .folderMissing(let path, let purpose):
      "the folder \(path.quoted) (\(purpose)) is not there; correct \(Self.whereNamed(purpose))"
    case .fileMissing(let path, let purpose):
      "the file \(path.quoted) (\(purpose)) is not there; "
        + (purpose == "--truth"
          ? "give --truth FILE, a CSV image,label of every image"
          : "correct \(Self.whereNamed(purpose))")
        + (Self.isDrawnBySplit(purpose)
          ? ", or draw holdouts and calibration set from known labels: winnow split --labels FILE; where none are known, take the line out"
          : "")
    case .noImages(let root, let patterns, let leftAside):
      (patterns.isEmpty
        ? "no file below \(root.quoted) is a picture; correct pool.root in the spec"
        : "no file below \(root.quoted) fits \(patterns.map(\.quoted).joined(separator: " or ")); "
          + "correct pool.root or pool.images in the spec")
        + leftAside.map { "\nnot taken: \($0.printable)" }.joined()
    case .badImageID(let id, let problem):
      "an image's name cannot be an id: \(id.quoted) \(problem.message); rename the file"
    case .tooManyBroken(let stage, let broken, let total, let share, let first, let reason):
      "stage '\(stage)': \(broken) of \(total.counted("image")) cannot be read, more than pool.broken_share allows "
        + "(\(share.percent)); the first is \(first.quoted): \(reason.printable)\(Self.brokenRemedy(reason))"
    case .columnMissing(let file, let column, let found):
      "\(file.printable):1: no column \(column.quoted); there are \(found.map(\.quoted).joined(separator: ", "))"
        + Self.rename(found, to: column)
    case .columnMisspelt(let file, let found, let meant):
      "\(file.printable):1: the column \(found.quoted) would be overlooked; call it \(meant.quoted)"
    case .noRows(let file): "\(file.printable): there is no row below the header"
    case .nothingJoins(let join, let image): join.nothingJoins(image: image)
    case .rowsMissing(let join, let images): join.rowsMissing(images)
    case .groupsUnknown(let join, let labels, let without, let first):
      join.groupsUnknown(labels: labels, without: without, first: first)
    case .several(let errors, let all, let diagnosis): Self.several(errors, of: all, diagnosis)
    case .unknownClass(let place, let value, let word):
      "\(place.rendered): class \(value.quoted) is not in the spec's classes\(word.didYouMean)"
    case .imageNotInPool(let place, let image, let word):
      "\(place.rendered): image \(JoinDiagnosis.visible(image, beside: word ?? "").quoted) is not in the pool"
        + word.map { JoinDiagnosis.visible($0, beside: image) }.didYouMean
    case .repeatedImage(let place, let image, let first):
      "\(place.rendered): image \(image.quoted) stands in line \(first) already"
    case .inTwoSets(let image, let sets):
      "image \(image.quoted) is in two sets of known labels: \(sets.joined(separator: " and ")); take it out of one"
    case .badTableValue(let file, let row, let image, let column, let value, let problem):
      "\(file.printable), row \(row), image \(image.quoted): \(column.printable) \(value.quoted) \(problem.message)"
    case .badAddress(let place, let image, let value):
      "\(place.rendered), image \(image.quoted): url \(value.quoted) \(DataError.TableValue.noAddress.message)"
    case .badTimestamp(let place, let column, let value):
      "\(place.rendered): \(column) \(value.quoted) is no time; expected ISO 8601, as 2026-11-21T08:00:00Z"
    case .unknownStratum(let column, let value, let known, let diagnosis):
      "stages.seed.oversample: no image that may be selected has \(column.printable) \(value.quoted)"
        + (diagnosis == nil
          ? "; there are \(known.map(\.quoted).joined(separator: ", ")) …"
          : (diagnosis?.likely(in: "the spec", of: "the metadata") ?? ""))
    case .metadataColumnMissing(let column, let known):
      "stages.seed.by: no image that may be selected has \(column.quoted) in the metadata; "
        + "the columns are \((["group"] + known).map(\.quoted).joined(separator: ", "))"
    case .hookTable(let stage, let file, let problem):
      "stage '\(stage)': the hook's file \(file.printable): \(problem)"
    case .hookRow(let stage, let file, let row, let image, let problem):
      "stage '\(stage)': the hook's file \(file.printable), row \(row), image \(image.quoted): \(problem.message)"
    case .hookMissesImages(let stage, let file, let missing, let asked, let first):
      "stage '\(stage)': the hook's file \(file.printable) lacks \(missing) of the \(asked.counted("image")) asked for; "
        + "the first is \(first.quoted)"
    case .temperedMissing(let program):
      "stage 'score': the spec asks for tempered probabilities and the hook \(program.quoted) gives none; "
        + "write 'probabilities: raw' under stages.score"
    case .measureNotScored(let measure, let scored):
      "scores.parquet has margin, least_confidence, entropy and \(scored.quoted), not \(measure.quoted): that measure takes a "
        + "run of the stage 'score'"
    case .imageMissing(let image, let file):
      "\(file.printable): image \(image.quoted) is not in it, and it is in other tables of the iteration"
    case .measureInputMissing(let measure, let program, let columns):
      "stage 'score': measure \(measure.quoted) looks at \(Self.columns(columns)) of predictions.parquet, which the hook "
        + "\(program.quoted) does not write; \(Self.remedy(columns))"
    case .poolTooSmall(let stage, let asked, let available):
      "stage '\(stage)': \(asked.counted("image")) asked for and only \(available) left that may be selected; "
        + (available == 0
          ? "add images to the pool" : "ask for fewer, add images to the pool, or say another 'when_short' than 'stop'")
    case .correctedToUnknownClass(let image, let value, let author):
      "the correction of image \(image.quoted) to \(value.quoted) by \(author.printable) names a class that the spec "
        + "does not have any more; correct the image once more"
    case .noLabels(let iteration, let why):
      "stage 'train': the iterations before \(iteration) came to no label that can be trained on"
        + why.map { "; \($0.printable)" }.joined()
    case .routingImpossible(let missing, let votes, let people):
      "\(missing) of \(votes.counted("vote")) cannot be given to anybody: the 'capacity' of "
        + "\(people.counted("person", "people")) is used up; raise it, or ask for fewer votes or images"
    case .overBudget(let spent, let worst, let total, let currency):
      "this export would break the budget: \(spent.decimal(2)) \(currency.printable) spent, at most "
        + "\(worst.decimal(2)) for this round and its reviews, \(total.decimal(2)) in all; "
        + "make the batch smaller or raise budget.total"
    }
  }

  // MARK: Parts of messages

  /// Several things that are wrong, a line each.
  private static func several(_ errors: [DataError], of all: Int, _ diagnosis: JoinDiagnosis?) -> String {
    var lines = errors.map(\.message)
    if all > errors.count { lines.append("and \(all - errors.count) more lines like these") }
    if let diagnosis { lines.append(String(diagnosis.likely().dropFirst(2))) }
    return lines.joined(separator: "\n  ")
  }

  /// Where a path is corrected: a key of the spec, or an option of the command line.
  private static func whereNamed(_ purpose: String) -> String {
    purpose.hasPrefix("--") ? purpose : "\(purpose) in the spec"
  }

  /// Whether the file of a key of the spec is one that `winnow split` writes.
  private static func isDrawnBySplit(_ purpose: String) -> Bool {
    purpose.hasPrefix("holdout") || purpose.hasPrefix("calibration")
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
}
