import Labelling
import Spec
import Stages
import Texts

extension CorrectionError: ReportedError {
  package var code: String {
    switch self {
    case .nothingSealed: "correction.nothing_sealed"
    case .unknownClass: "correction.unknown_class"
    case .noLabel: "correction.no_label"
    case .noLabels: "correction.no_labels"
    case .unusable: "correction.unusable"
    }
  }

  package var kind: ErrorKind { .data }

  package var place: ErrorPlace? {
    switch self {
    case .unknownClass(_, let image, _), .noLabel(let image, _), .unusable(_, let image): ErrorPlace(image: image)
    case .nothingSealed, .noLabels: nil
    }
  }

  package var message: String {
    switch self {
    case .nothingSealed: "no iteration is sealed yet: there is no label that could be corrected"
    case .unknownClass(let label, let image, let word):
      "image \(image.quoted): class \(label.quoted) is not in the spec's classes\(word.didYouMean); nothing was kept"
    case .noLabel(let image, let word):
      "image \(image.quoted) has no label that could be corrected\(word.didYouMean); nothing was kept"
    case .noLabels(let images, let all, let diagnosis):
      "\(images.count) of the \(all.counted("image")) to be corrected have no label that could be: "
        + images.listed + (diagnosis?.likely(of: "what is labelled") ?? "") + "; nothing was kept"
    case .unusable(let what, let image):
      "image \(image.quoted): the \(what) is empty or longer than 4,096 bytes; nothing was kept"
    }
  }
}

extension ErasingError: ReportedError {
  package var code: String {
    switch self {
    case .unknownImage: "erasure.unknown_image"
    case .unfinished: "erasure.unfinished"
    case .changed: "erasure.changed"
    }
  }

  package var kind: ErrorKind { .data }

  package var place: ErrorPlace? {
    switch self {
    case .unknownImage(let image, _), .unfinished(_, let image): ErrorPlace(image: image)
    case .changed(let path): ErrorPlace(file: path)
    }
  }

  package var message: String {
    switch self {
    case .unknownImage(let image, let known):
      "no pool has listed image \(image.quoted)"
        + (NearestWord.find(image, among: known).map { String?($0).didYouMean }
          ?? JoinDiagnosis(of: [image], among: known)?.likely(in: "the order", of: "a pool") ?? "")
        + "; nothing was erased"
    case .unfinished(let order, let image):
      "the erasure of \(image.quoted) by order \(order.quoted) was cut short; give that order again first"
    case .changed(let path): "\(path.quoted) changed meanwhile; give the order again"
    }
  }
}

extension UnknownImageError: ReportedError {
  package var code: String { "pool.unknown_image" }
  package var kind: ErrorKind { .data }
  package var place: ErrorPlace? { ErrorPlace(image: image) }

  package var message: String {
    let near = near.map(\.quoted)
    let hint: String =
      switch near.count {
      case 0: "; an id is the image's path below the pool's root, as winnow show …/pool/pool.parquet lists them"
      case 1: "; did you mean \(near[0])?"
      default: "; did you mean one of \(near.joined(separator: ", "))?"
      }
    return "no pool holds the image \(image.quoted)\(hint)"
  }
}

extension HookCheckError: ReportedError {
  package var code: String { "hook_check.not_there" }
  package var kind: ErrorKind { .usage }
  package var message: String { faults.map(\.message.printable).joined(separator: "\n") }
  package var report: String { faults.map { Self.line($0.message.printable) }.joined(separator: "\n") }
}

extension PoolRootError: ReportedError {
  package var code: String { "pool_root.not_there" }
  package var kind: ErrorKind { .data }
  package var place: ErrorPlace? {
    ErrorPlace(file: diagnostic.file, line: diagnostic.position.line, character: diagnostic.position.column)
  }
  package var message: String { diagnostic.rendered }

  /// It begins with its place, as the mistakes of a spec do.
  package var report: String { message }
}

extension SweepError: ReportedError {
  package var code: String {
    switch self {
    case .notReady: "sweep.not_ready"
    case .firstIteration: "sweep.first_iteration"
    case .noColumn: "sweep.no_column"
    case .unusedThreshold: "sweep.unused_threshold"
    case .tooMany: "sweep.too_many"
    }
  }

  package var kind: ErrorKind { .usage }

  package var message: String {
    switch self {
    case .firstIteration: "iteration 0 has no model, so there is no threshold to try"
    case .notReady(let iteration, let missing):
      "iteration \(iteration) has no \(missing) yet; winnow run \(iteration) --until score makes what a sweep needs"
    case .noColumn(let measure):
      "the scores have no column of \(measure.quoted); give --measure margin, entropy, least_confidence or the spec's own"
    case .unusedThreshold(let below):
      below
        ? "--below is for margin, and no measure of this sweep is; add margin to --measure, or use --above"
        : "--above is for entropy, least_confidence and the like, and no measure of this sweep is; add one to --measure, or use --below"
    case .tooMany(let combinations, let limit):
      "\(combinations) combinations are more than can be looked at; give lists that make \(limit) at the most"
    }
  }
}

extension DuplicatesError: ReportedError {
  package var code: String {
    switch self {
    case .repeated: "duplicates.repeated"
    case .empty: "duplicates.empty"
    case .dimensions: "duplicates.dimensions"
    case .notFinite: "duplicates.not_finite"
    case .tooMany: "duplicates.too_many"
    }
  }

  package var kind: ErrorKind { .data }

  package var place: ErrorPlace? {
    switch self {
    case .repeated(let image), .empty(let image), .dimensions(let image, _, _), .notFinite(let image):
      ErrorPlace(image: image)
    case .tooMany: nil
    }
  }

  package var message: String {
    switch self {
    case .repeated(let image): "the image \(image.quoted) has two rows; an image has one vector"
    case .empty(let image): "the vector of \(image.quoted) has no elements"
    case .dimensions(let image, let expected, let found):
      "the vector of \(image.quoted) has \(found.counted("element")), others have \(expected)"
    case .notFinite(let image): "the vector of \(image.quoted) holds a NaN or an infinity"
    case .tooMany(let rows): "\(rows) rows are more than can be compared"
    }
  }
}

extension StatementError: ReportedError {
  package var code: String {
    switch self {
    case .signature: "statement.signature"
    case .form: "statement.form"
    case .otherChain: "statement.other_chain"
    }
  }

  package var kind: ErrorKind { .difference }

  package var place: ErrorPlace? {
    switch self {
    case .signature(let path), .form(let path): ErrorPlace(file: path)
    case .otherChain: nil
    }
  }

  package var message: String {
    switch self {
    case .signature(let path): "\(path.quoted): the signature is not that of this statement by this key"
    case .form(let path): "\(path.quoted) is no statement of winnow reproduce, or was written anew"
    case .otherChain(let expected, let found):
      "the statement speaks of chain digest \(expected.printable), the data directory has \(found ?? "no such iteration sealed")"
    }
  }
}

extension FactoryFilesError: ReportedError {
  package var code: String {
    switch self {
    case .notOurs: "factory_files.not_ours"
    }
  }

  package var kind: ErrorKind { .data }

  package var place: ErrorPlace? {
    switch self {
    case .notOurs(let path): ErrorPlace(file: path)
    }
  }

  package var message: String {
    switch self {
    case .notOurs(let path):
      "\(path.quoted) was not drawn by the factory and is left alone; give the factory a folder of its own"
    }
  }
}

extension EmbedderComparisonError: ReportedError {
  package var code: String {
    switch self {
    case .noPool: "embedders.no_pool"
    case .nothingElse: "embedders.nothing_else"
    case .unknown: "embedders.unknown"
    case .unusable: "embedders.unusable"
    }
  }

  package var kind: ErrorKind { .usage }

  package var message: String {
    switch self {
    case .noPool: "no iteration has listed its pool yet; winnow run 0 does, and asks for the first labels"
    case .nothingElse(let own):
      "only the spec's own embedder, \(own.printable), is named: name another, as convnet-embed or patch-embed+convnet-embed"
    case .unknown(let text, let known, let nearest):
      "\(text.quoted) is no embedder: expected \(known.joined(separator: ", ")), several with '+' between them, "
        + "'{run: [python3, embed.py], dimensions: 384}', or a spec file\(nearest.didYouMean)"
    case .unusable(let text, let problem): "\(text.quoted): \(problem)"
    }
  }
}

extension SimulationFolderError: ReportedError {
  package var code: String {
    switch self {
    case .otherSpec: "simulation_folder.other_spec"
    }
  }

  package var kind: ErrorKind { .data }

  package var place: ErrorPlace? {
    switch self {
    case .otherSpec(let path): ErrorPlace(file: path)
    }
  }

  package var message: String {
    switch self {
    case .otherSpec(let path):
      "\(path.printable) was simulated under another spec, and what is sealed there would pass for this one's; give another "
        + "--out, or remove that folder"
    }
  }
}

extension OpeningError: ReportedError {
  package var code: String {
    switch self {
    case .noModelYet: "opening.no_model_yet"
    case .notSealed: "opening.not_sealed"
    case .noModel: "opening.no_model"
    case .noSet: "opening.no_set"
    case .opened: "opening.opened"
    case .blankReason: "opening.blank_reason"
    }
  }

  package var kind: ErrorKind { .usage }

  package var place: ErrorPlace? {
    switch self {
    case .opened(_, _, let file, _): ErrorPlace(file: file)
    case .noModelYet, .notSealed, .noModel, .noSet, .blankReason: nil
    }
  }

  package var message: String {
    switch self {
    case .noModelYet:
      "no iteration with a model is sealed yet, so there is nothing to measure; iteration 1 is the first that has one"
    case .notSealed(let iteration):
      "iteration \(iteration) is not sealed; winnow run \(iteration) goes on with it, and only a sealed model is measured"
    case .noModel(let iteration):
      "iteration \(iteration) has no model: its batch is drawn; iteration 1 is the first that has one"
    case .noSet(let iteration, let isDeclaredNow):
      "the spec of iteration \(iteration) declares no holdout.acceptance, so there is nothing to open; "
        + (isDeclaredNow
          ? "the spec as it is now does: run another iteration, and open the set by that"
          : "declare one before images are selected and labelled (winnow split draws it)")
    case .opened(let iteration, let time, let file, let since):
      "the acceptance set was opened by iteration \(iteration) on \(time.printable)"
        + (since > 0 ? ", and \(since.counted("time")) since" : "")
        + "; \(file.printable) has what it came to. Each further look makes it worth less: "
        + "--reason WHY opens it once more and is kept"
    case .blankReason: "--reason must say something, in 4,096 bytes at the most: a further opening is on record"
    }
  }
}

extension InitError: ReportedError {
  package var code: String {
    switch self {
    case .noFolder: "init.no_folder"
    case .noPictures: "init.no_pictures"
    case .exists: "init.exists"
    case .noClasses: "init.no_classes"
    case .oneClass: "init.one_class"
    case .noAnswer: "init.no_answer"
    case .unknownSenior: "init.unknown_senior"
    case .noGroups: "init.no_groups"
    }
  }

  package var kind: ErrorKind {
    switch self {
    case .noPictures: .data
    case .noFolder, .exists, .noClasses, .oneClass, .noAnswer, .unknownSenior, .noGroups: .usage
    }
  }

  package var place: ErrorPlace? {
    switch self {
    case .noFolder(let path), .noPictures(let path, _), .exists(let path): ErrorPlace(file: path)
    case .noClasses, .oneClass, .noAnswer, .unknownSenior, .noGroups: nil
    }
  }

  package var message: String {
    switch self {
    case .noFolder(let path): "there is no folder \(path.quoted); name the folder of the pictures: winnow init FOLDER"
    case .noPictures(let path, let leftAside):
      "no file below \(path.quoted) is a picture (JPEG, PNG, TIFF, BMP or WebP); name the folder that holds them"
        + leftAside.map { "\nnot taken: \($0.printable)" }.joined()
    case .exists(let path):
      "\(path.quoted) is there already and says something else; edit it, move it away, or choose another file with --out"
    case .noClasses:
      "no class is known: there is no file of labels and no folder is named after one; give --classes good,scratch,dent"
    case .oneClass(let name):
      "one class, \(name.quoted), leaves nothing to ask; give two at least: --classes good,scratch"
    case .noAnswer(let question):
      "nobody answers '\(question)'; --yes takes what is proposed, --answers FILE reads the answers"
    case .unknownSenior(let name, let people):
      "the senior \(name.quoted) is not among the annotators \(people.listed); name the person in both"
    case .noGroups(let by):
      "no groups can be told by \(by) in this folder: fewer than five, or too large ones; leave --group out, or give --group none"
    }
  }
}

extension PeopleReplayError: ReportedError {
  package var code: String {
    switch self {
    case .unknownPerson: "people.unknown_person"
    case .unknownGuidelines: "people.unknown_guidelines"
    case .noReport: "people.no_report"
    }
  }

  package var kind: ErrorKind { .usage }
  package var place: ErrorPlace? { nil }

  package var message: String {
    switch self {
    case .unknownPerson(let id, let known):
      "nobody called \(id.quoted) has voted\(NearestWord.find(id, among: known).didYouMean); there are \(known.listed)"
    case .unknownGuidelines(let digest, let known):
      known.isEmpty
        ? "no vote was given under declared guidelines: name a file in 'guidelines' under 'export'"
        : "no vote was given under guidelines whose SHA-256 begins with \(digest.quoted); there are \(known.listed)"
    case .noReport(let iteration, let orBefore):
      orBefore
        ? "no iteration up to \(iteration) has a report yet: winnow run \(iteration) goes on"
        : "iteration \(iteration) has no report; without a number the latest that there is will do"
    }
  }
}
