import Stages
import Texts

extension PickError: ReportedError {
  package var code: String {
    switch self {
    case .tooFew: "pick.too_few"
    case .row: "pick.row"
    case .repeated: "pick.repeated"
    case .nothingFits: "pick.nothing_fits"
    case .noEmbedding: "pick.no_embedding"
    case .measureInputMissing: "pick.measure_input_missing"
    case .noLabelled: "pick.no_labelled"
    }
  }

  package var kind: ErrorKind { .data }

  package var place: ErrorPlace? {
    switch self {
    case .row(_, let place, let image, _), .repeated(_, let image, _, let place):
      ErrorPlace(file: place.file, row: place.row, image: image)
    case .nothingFits(let join): ErrorPlace(file: join.file)
    case .noEmbedding(let image): ErrorPlace(image: image)
    case .tooFew, .measureInputMissing, .noLabelled: nil
    }
  }

  package var message: String {
    switch self {
    case .tooFew(let asked, let available): "\(asked.counted("image")) asked for and only \(available) in the files"
    case .row(let option, let place, let image, let problem):
      "\(option): \(place.rendered), image \(image.quoted): \(problem.message)"
    case .repeated(let option, let image, let first, let second):
      "\(option): \(second.rendered): image \(image.quoted) stands in \(ErrorPlace(row: first.row).rendered)"
        + (first.file == second.file ? "" : " of \(ErrorPlace(file: first.file).rendered)")
        + " already; keep one of them"
    case .nothingFits(let join): join.nothingFits
    case .measureInputMissing(let measure, let columns):
      "--measure \(measure) looks at \(DataError.columns(columns)) of --predictions, which are not there; "
        + "write them, or choose a measure of the probabilities alone: margin, least_confidence, entropy, cost_sensitive"
    case .noLabelled(let measure):
      "--measure \(measure) looks at labelled images, and none of --labelled is among the predictions and embeddings"
    case .noEmbedding(let image): "image \(image.quoted) of the predictions is not among the embeddings"
    }
  }
}

extension PickJoin {
  /// A file of a pick of which nothing fits the images.
  fileprivate var nothingFits: String {
    let start =
      "\(option) \(file.printable): none of its \(ids.counted("id")) is among the "
      + "\(imageCount.counted("image")) of \(images.printable)"
    guard let example else { return start }
    return "\(start): it has '\(example.unmatched.printable)' where they have '\(example.image.printable)'; "
      + (cause.map { "\($0.printable); " } ?? "no likely cause was found; ")
      + "give the ids as they are there, or leave \(option) out"
  }

  private var option: String {
    switch kind {
    case .labelled: "--labelled"
    case .groups: "--groups"
    case .embeddings: "--embeddings"
    }
  }
}
