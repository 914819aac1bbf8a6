import Foundation
import Testing

/// The files of a person that speak of images: each fits, fits in part, or is refused with the likely cause.
@Suite struct JoinTests {
  /// How a file spells ids in another way than the pool.
  enum Slip: String, CaseIterable, Sendable {
    case prefix, missingPrefix, composed, backslash, capitals, ending, others

    /// What an error says of it; nil where no cause can be determined.
    var cause: String? {
      switch self {
      case .prefix: "the prefix 'pool/' is one too many: the file has 'pool/Teile/"
      case .missingPrefix: "the prefix 'Teile/' is missing: the file has '"
      case .composed: #"composed (NFC) and the other side's are not (NFD): the file has 'Teile/Pr\u{FC}fteil"#
      case .backslash: #"it has '\' where '/' belongs: the file has 'Teile\"#
      case .capitals: "capital and small letters differ: the file has 'teile/"
      case .ending: "it ends in '.jpg' and not in '.png': the file has 'Teile/"
      case .others: nil
      }
    }

    func apply(_ id: String) -> String {
      switch self {
      case .prefix: "pool/" + id
      case .missingPrefix: String(id.dropFirst("Teile/".count))
      case .composed: id.precomposedStringWithCanonicalMapping
      case .backslash: id.replacing("/", with: "\\")
      case .capitals: id.lowercased()
      case .ending: id.replacing(".png", with: ".jpg")
      case .others: "elsewhere-" + id.suffix(6).prefix(2)
      }
    }
  }

  /// A file that speaks of images.
  enum File: String, CaseIterable, Sendable {
    case metadata, monitoring, calibration, splitLabels, splitMetadata, truth, simulatedTruth

    /// Whether rows that fit no image are a number and no error.
    var mayBePart: Bool { [.metadata, .splitLabels, .splitMetadata].contains(self) }
  }

  private static let names = (0..<40).map {
    "Teile/Pru\u{308}fteil-\($0 < 10 ? "0" : "")\($0).png"
  }
  private static let spec = """
    winnow: 1
    name: joins
    data: data
    random_seed: 1
    classes: [normal, scratch]
    negative_class: normal
    pool: {root: pool, images: "**/*.png", metadata: metadata.csv}
    holdout: {monitoring: labels/monitoring.csv}
    calibration: {labels: labels/calibration.csv}
    annotators: [{id: ana, senior: true}, {id: ben, senior: true}]
    stages:
      seed:   {size: 10, by: group}
      export: {to: csv, calibration_per_session: 1}

    """

  private static func workshop() throws -> Workshop {
    let workshop = try Workshop()
    try workshop.write(spec, to: "spec.yaml")
    try workshop.succeeds("factory", "--out", "drawn", "--count", "50", "--size", "48")
    let drawn = workshop.files("drawn/images").filter { $0.hasSuffix(".png") }
    try FileManager.default.createDirectory(atPath: "\(workshop.path)/pool/Teile", withIntermediateDirectories: true)
    for (image, name) in zip(drawn, names) {
      try FileManager.default.copyItem(
        atPath: "\(workshop.path)/drawn/images/\(image)", toPath: "\(workshop.path)/pool/\(name)")
    }
    return workshop
  }

  /// Writes every file, one of them with a slip in its first rows.
  private func write(_ workshop: Workshop, _ file: File?, _ slip: Slip, rows: Int) throws {
    func text(_ names: ArraySlice<String>, _ own: [File], _ head: String, _ value: (Int) -> String) -> String {
      let isOdd = file.map { own.contains($0) } ?? false
      let lines = names.enumerated().map { place, name in
        "\(isOdd && place < rows ? slip.apply(name) : name),\(value(place))"
      }
      return ([head] + lines).joined(separator: "\n") + "\n"
    }
    func label(_ place: Int) -> String { place.isMultiple(of: 5) ? "scratch" : "normal" }
    let names = Self.names
    try workshop.write(
      text(names[...], [.metadata, .splitMetadata], "image,group") { "g\($0 / 4)" }, to: "pool/metadata.csv")
    try workshop.write(text(names[..<8], [.monitoring], "image,label", label), to: "labels/monitoring.csv")
    try workshop.write(text(names[8..<12], [.calibration], "image,label", label), to: "labels/calibration.csv")
    try workshop.write(
      text(names[...], [.splitLabels, .truth, .simulatedTruth], "image,label", label), to: "truth.csv")
  }

  private func run(_ workshop: Workshop, _ file: File) throws -> Outcome {
    switch file {
    case .metadata, .monitoring, .calibration: return try workshop.run(["run", "0", "--until", "pool"])
    case .splitLabels, .splitMetadata:
      return try workshop.run(["split", "--labels", "truth.csv", "--minimum", "1", "--force"])
    case .truth: return try workshop.run(["annotate", "0", "--truth", "truth.csv"])
    case .simulatedTruth:
      return try workshop.run([
        "simulate", "--truth", "truth.csv", "--seeds", "1", "--through", "1", "--out", "\(workshop.path)/arms",
      ])
    }
  }

  @Test(arguments: File.allCases)
  func aFileOfWhichNoRowFitsIsRefusedWithItsCause(_ file: File) throws {
    let workshop = try Self.workshop()
    if file == .truth {
      try write(workshop, nil, .prefix, rows: 0)
      try workshop.succeeds("run", "0")
    }
    for slip in file == .simulatedTruth ? [.prefix, .others] : Slip.allCases {
      try write(workshop, file, slip, rows: 99)
      let outcome = try run(workshop, file)
      #expect(outcome.code == 3, "\(slip): \(outcome.errors)")
      #expect(outcome.errors.contains("none of its "), "\(slip): \(outcome.errors)")
      #expect(outcome.errors.contains("likely cause: ") == (slip.cause != nil), "\(slip): \(outcome.errors)")
      #expect(outcome.errors.contains(slip.cause ?? "the file has 'elsewhere-"), "\(slip): \(outcome.errors)")
    }
    #expect(!workshop.has("data/iterations/000/pool") || file == .truth)
    #expect(!workshop.has("arms/spec-1/iterations/000"))
  }

  @Test(arguments: File.allCases.filter { $0 != .truth })
  func rowsThatFitNoImageAreCountedOrToldAllAtOnce(_ file: File) throws {
    let workshop = try Self.workshop()
    try write(workshop, file, .prefix, rows: 3)
    let outcome = try run(workshop, file)
    #expect(outcome.code == (file.mayBePart ? 0 : 3), "\(outcome.errors)")
    switch file {
    case .metadata, .splitMetadata:
      #expect(outcome.errors.contains("metadata.csv: 37 of 40 images have a row; 3 rows fit no image (first: line 2, "))
      #expect(outcome.errors.contains("3 images have no group"))
      #expect(outcome.errors.contains("the prefix 'pool/' is one too many"))
      #expect(file == .metadata || outcome.errors.contains("3 of 40 labelled images have no row in metadata.csv"))
    case .splitLabels:
      #expect(outcome.errors.contains("truth.csv: 37 of 40 rows are about images of the pool; 3 rows fit no image"))
    case .monitoring, .calibration:
      for line in 2...4 { #expect(outcome.errors.contains("\(file).csv:\(line): image 'pool/Teile/Pr")) }
      #expect(outcome.errors.contains("likely cause: the prefix 'pool/'"))
    case .simulatedTruth:
      #expect(outcome.errors.contains("truth.csv: 37 of 40 images have a row, 3 have none: 'Teile/"))
      #expect(!workshop.has("arms/spec-1/iterations/000"))
    case .truth: break
    }
  }

  @Test func groupsThatMostLabelledImagesLackAreNotDrawnAround() throws {
    let workshop = try Self.workshop()
    try write(workshop, .splitMetadata, .others, rows: 21)
    let outcome = try run(workshop, .splitMetadata)
    #expect(outcome.code == 3)
    #expect(outcome.errors.contains("declares groups and has no row for 21 of the 40 labelled images"))
    #expect(outcome.errors.contains("to both sides of the split"))
  }

  @Test(arguments: [
    ("image,Group\n", "the column 'Group' would be overlooked; call it 'group'"),
    ("filename,group\n", "no column 'image'; there are 'filename', 'group'; call 'filename' 'image'"),
    ("image_id;group\n", "call 'image_id' 'image'"), ("image,group,group\n", "the column 'group' is there twice"),
    ("image,group\n", "there is no row below the header"),
  ])
  func aHeaderThatWouldBeOverlookedIsRefused(_ header: String, _ words: String) throws {
    let workshop = try Self.workshop()
    try write(workshop, nil, .prefix, rows: 0)
    try workshop.write(header, to: "pool/metadata.csv")
    let outcome = try run(workshop, .metadata)
    #expect(outcome.code == 3 && outcome.errors.contains(words), "\(outcome.errors)")
  }
}

extension Workshop {
  /// Every file below a folder, by its path there.
  func files(_ folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: "\(path)/\(folder)")?.compactMap { $0 as? String } ?? []).sorted()
  }
}
