import Spec

/// Specs that tests read.
enum Specs {
  /// The example of the documentation.
  static let example = """
    winnow: 1
    name: pcb
    data: ../data/pcb                      # the versioned data directory, relative to this file
    random_seed: 20261120
    classes: [normal, short, open, mousebite, spur, copper, pinhole]
    negative_class: normal
    rare_classes: [copper, pinhole]        # or, by default, those below 0.5 % of production
    production_rates: {normal: 0.94}       # what is known of them; the cold-start diagnostic compares, or says none were declared
    pool:
      root: ../../shared/data/pcb
      images: images/*.png                 # an image id is the path below root
      metadata: metadata.csv               # image, group (the physical thing photographed or the run), any more columns
    holdout:                               # never selected, never trained on, whole groups
      monitoring: ../data/labels/pcb/monitoring.csv # image,label: metrics and stopping
      acceptance: ../data/labels/pcb/acceptance.csv # opened once, the opening recorded
    calibration: {labels: ../data/labels/pcb/calibration.csv, rolling: 100, agreement: 0.85}
    annotators:
      - {id: ana, senior: true, price_per_vote: 0.25}
      - {id: ben}
      - {id: chi}
    budget: {total: 600, price_per_vote: 0.10, price_per_gpu_hour: 4.00, currency: USD}
    stages:
      seed:    {size: 300, by: group}
      embed:   {run: [winnow, hook, patch-embed], dimensions: 512}
      train:   {run: [winnow, hook, linear-probe]}
      score:   {measure: margin, below: 0.2, tiebreak: entropy}
      cluster: {method: kmeans, batch: 150, candidates: 4x, shares: {random: 0.05}}
      export:  {to: label-studio, annotators_per_image: 2, calibration_per_session: 20}
      ingest:  {consensus: majority, tiebreak: senior, escalate: [disagreement, low_confidence]}
      report:  {stop_when: {macro_f1: 0.90, class_f1_floor: 0.80, plateau: {rounds: 3, gain: 0.005}}}

    """

  /// No more than what must be there.
  static let short = """
    winnow: 1
    name: short
    data: data
    classes: [good, bad]
    pool: {root: pictures, images: "*.png"}
    annotators: [{id: ana}]

    """

  /// Reads a spec.
  static func read(_ text: String) throws -> LoadedSpec {
    try SpecReader.read(Array(text.utf8), file: "spec.yaml")
  }

  /// The short spec with more at its end.
  static func short(_ more: String) throws -> PipelineSpec {
    try read(short + more).spec
  }

  /// The mistakes of a spec; none if it has none.
  static func mistakes(_ text: String) -> [Diagnostic] {
    mistakes(Array(text.utf8))
  }

  /// The mistakes of bytes; none if they have none.
  static func mistakes(_ bytes: [UInt8]) -> [Diagnostic] {
    do throws(SpecErrors) {
      _ = try SpecReader.read(bytes, file: "spec.yaml")
      return []
    } catch {
      return error.diagnostics
    }
  }
}
