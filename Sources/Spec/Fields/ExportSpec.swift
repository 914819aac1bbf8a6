/// Tasks for people.
package struct ExportSpec: Sendable, Equatable {
  /// A labelling platform.
  package enum Target: String, Sendable, CaseIterable {
    case labelStudio = "label-studio"
    case argilla
    case prodigy
    case csv
  }

  /// Who is asked about which image.
  package enum Routing: String, Sendable, CaseIterable {
    /// Whoever has the fewest images, by draw.
    case none
    /// Who is likeliest to be right about it, by calibration answers and the model's probabilities.
    case skill
  }

  /// What people see of where a picture lies.
  package enum Addresses: String, Sendable, CaseIterable {
    /// A name that says nothing of the image.
    case opaque
    /// The image's own name.
    case named
  }

  package var to = Target.labelStudio
  package var annotatorsPerImage = 2
  package var calibrationPerSession = 0
  package var calibrationEmphasis = 1.0
  package var sessionTasks = 600
  package var routing = Routing.none
  package var routingRandom = 0.2
  package var imagePrefix = ""
  package var addresses = Addresses.opaque
  package var guidelines: String?
  package var prelabels = 0.0
  package var server = ServerSpec()
}

extension ExportSpec: SpecSection {
  static let fields: [Field<ExportSpec>] = [
    Field(
      \.to, "to", .token, synonyms: ["platform", "format", "target"], enters: [.export], "The labelling platform."),
    Field(
      \.annotatorsPerImage, "annotators_per_image", .whole(1...1_000),
      synonyms: ["annotators", "votes", "votes_per_image", "overlap"],
      default: .computed("2, or 1 where there is one annotator") { _, reading in
        max(1, min(2, reading.known.annotators.count))
      }, enters: [.export], "How many people are asked about an image."),
    Field(
      \.calibrationPerSession, "calibration_per_session", .whole(0...100_000), synonyms: ["calibration"],
      default: .computed("20, or 0 without a calibration set") { _, reading in
        reading.known.calibration == nil ? 0 : 20
      }, enters: [.export], "Calibration images mixed into each session of an annotator's part."),
    Field(
      \.calibrationEmphasis, "calibration_emphasis", .number(.share), synonyms: ["emphasis", "oversample_calibration"],
      enters: [.export], isQuiet: true,
      "How evenly each person is asked about the classes of the calibration set: 1 about each as often, 0 as the set has them."
    ),
    Field(
      \.sessionTasks, "session_tasks", .whole(10...1_000_000), synonyms: ["tasks_per_session", "session"],
      enters: [.export], isQuiet: true,
      "How many images of the batch a session takes; a part that is longer has calibration images for each of its sessions."
    ),
    Field(
      \.routing, "routing", .token, synonyms: ["route", "assignment"], enters: [.export], isQuiet: true,
      "Who is asked about which image: anybody by draw, or who is likeliest to be right, by calibration answers to the classes that "
        + "the model thinks possible. Of whom little is known is asked as well (Thompson sampling)."),
    Field(
      \.routingRandom, "routing_random", .number(.share), synonyms: ["random_share"], enters: [.export], isQuiet: true,
      "The share of images that go to anybody by draw all the same, so that it can be measured what routing is worth."),
    Field(
      \.imagePrefix, "image_prefix", .text(.prefix), synonyms: ["prefix", "url", "url_prefix"],
      default: .computed("`/data/local-files/?d=` for Label Studio, else empty") { export, _ in
        export.to == .labelStudio ? "/data/local-files/?d=" : ""
      }, enters: [.export], "What stands before a picture's name in a payload."),
    Field(
      \.addresses, "addresses", .token,
      default: .computed("`opaque`, or `named` where an `image_prefix` or a `pool.table` is given") { _, reading in
        // What a table lists may lie where nothing can be copied from.
        reading.positions["stages.export.image_prefix"] == nil && reading.known.pool.table == nil ? .opaque : .named
      }, enters: [.export], isQuiet: true,
      "Whether people see names that say nothing of the image (the pictures of a batch are copied into `pictures` in the data "
        + "directory), or the images' own names, by which a calibration image can be recognised that comes again."),
    Field(
      \.guidelines, "guidelines", .text(.path), synonyms: ["instructions", "guide"], default: "none",
      enters: [.content(.export)], isLocation: true,
      "A text that people are shown while they label; its SHA-256 stands on every vote."),
    Field(
      \.prelabels, "prelabels", .number(.share), synonyms: ["suggestions", "predictions", "pre_labels"],
      enters: [.export],
      isQuiet: true,
      "The share of tasks on which people are shown the class that the model names, from iteration 1; 0: on none. The others are "
        + "drawn, and tell how much it sways people."),
    Field(
      \.server, "server", .section("server"), synonyms: ["platform_server", "api"], isLocation: true,
      "The labelling server that `winnow push` and `winnow pull` talk to."),
  ]

  mutating func check(_ section: Section, unreadable: Set<String>) {
    // Without annotators, which is reported, any number would be too many.
    let known = section.reading.known
    let there = known.annotators.count
    if there > 0, annotatorsPerImage > there {
      section.report(.tooFewAnnotators(asked: annotatorsPerImage, there: there), at: "annotators_per_image")
    }
    if known.calibration == nil, calibrationPerSession > 0 {
      section.report(
        .needs(key: "calibration_per_session", other: "calibration"), at: "calibration_per_session")
    }
  }
}
