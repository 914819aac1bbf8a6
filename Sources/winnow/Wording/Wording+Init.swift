import Foundation
import Imaging
import Pipeline
import Spec
import Stages
import Texts

extension Wording {
  /// What was seen of a folder, and what of it a person should know.
  static func survey(_ survey: FolderSurvey, classes: [String]) -> [String] {
    ([figures(survey)] + findings(survey) + warnings(survey, classes: classes)).map { $0.printable(limit: 4_000) }
  }

  private static func figures(_ survey: FolderSurvey) -> String {
    var parts = [survey.images.count.counted("picture")]
    if !survey.formats.isEmpty {
      parts.append(survey.formats.map { "\($0.images) \($0.format.rawValue.uppercased())" }.joined(separator: ", "))
    }
    if let side = survey.longSide {
      parts.append(
        side.least == side.most
          ? "longer side \(side.most) pixels"
          : "longer side \(side.least) to \(side.most) pixels, median \(side.median)")
    }
    let sample = survey.lookedInto < survey.images.count ? " (of \(survey.lookedInto) that were looked into)" : ""
    return parts.joined(separator: "; ") + sample
  }

  private static func findings(_ survey: FolderSurvey) -> [String] {
    var lines: [String] = []
    if let labels = survey.labels {
      lines.append(
        "known labels: \(fromHere(labels.path)), \(labels.fitting) of \(labels.rows.counted("row")) fit, "
          + labels.classes.count.counted("class", "classes"))
    }
    if let metadata = survey.metadata {
      lines.append(
        "metadata: \(fromHere(metadata.path)), \(metadata.fitting.counted("row")) fit; columns \(metadata.columns.joined(separator: ", "))"
      )
    }
    if !survey.classFolders.isEmpty {
      lines.append("folders named after classes: \(survey.classFolders.joined(separator: ", "))")
    }
    for found in survey.groupings {
      let what =
        switch found.by {
        case .folder: "folders"
        case .name: "names with a counter"
        case .time: "times within a few seconds of each other"
        }
      lines.append(
        "groups by \(found.by.rawValue): \(what) put \(found.images.counted("picture")) into \(found.count.counted("group"))"
      )
    }
    return lines
  }

  private static func warnings(_ survey: FolderSurvey, classes: [String]) -> [String] {
    var lines: [String] = []
    if let first = survey.unreadable.first {
      lines.append(
        "\(survey.unreadable.count) cannot be read and will be left out; the first is \(first.image): \(first.reason)")
    }
    if let first = survey.noFiles.first {
      lines.append(
        "\(survey.noFiles.count.counted("name")) \(survey.noFiles.count == 1 ? "leads" : "lead") to no file; the first is \(first.id)"
      )
    }
    if !survey.leftAside.isEmpty { lines.append("not taken: " + survey.leftAside.map(\.words).joined(separator: "; ")) }
    if let first = survey.masks.first {
      let isOut = !survey.patterns.isEmpty
      lines.append(
        "\(survey.masks.count.counted("picture")) \(survey.masks.count == 1 ? "looks" : "look") like drawn masks (the first is \(first)); "
          + (isOut ? "images: leaves them out" : "no pattern tells them apart: move them elsewhere"))
    }
    if let copies = survey.copies {
      if copies.images > 0 {
        lines.append(
          "\(copies.images.counted("picture")) \(copies.images == 1 ? "is an exact copy" : "are exact copies") of another, "
            + "as \(copies.example.joined(separator: " and ")): asked about once")
      }
      if !copies.isComplete { lines.append("not all pictures of equal size were compared: there are too many") }
    }
    let named = survey.classesInPaths(classes)
    if named.images > 1, !named.classes.isEmpty {
      lines.append(
        "the paths of \(named.images.counted("picture")) say a class (\(named.classes.joined(separator: ", "))): "
          + "people who label read the paths, and would not judge for themselves")
    }
    for endings in survey.endingsInTwoCases {
      lines.append(
        "endings in two cases: \(endings.map { "." + $0 }.joined(separator: ", ")); a pattern under images: must have both"
      )
    }
    if let side = survey.longSide, side.median > FolderSurvey.farLarger * 128 {
      lines.append(
        "the pictures are far larger than the 96 to 128 pixels that an embedder sees: small defects may be lost; "
          + "the spec has a line with tiles")
    }
    lines += survey.otherFiles.map { "\(fromHere($0.path)) is of no use: \($0.why)" }
    return lines.map { "note: \($0)" }
  }

  /// A path as a person would type it here.
  private static func fromHere(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath + "/"
    let short = path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    return short.contains(" ") ? "'\(short)'" : short
  }

  /// What was written, and what to do next.
  static func initialised(
    _ written: InitFiles.Written, _ survey: FolderSurvey, _ answers: InitAnswers, needsSpec: Bool
  ) -> [String] {
    let spec = needsSpec ? " --spec \(fromHere(written.spec))" : ""
    var lines = ["", "wrote \(written.spec)"]
    if let groups = written.groups {
      lines.append("wrote \(groups): the group of each picture; a new picture needs a line of its own")
    }
    if written.labelsAreOurs, let labels = written.labels {
      lines.append("wrote \(labels): the labels that the folders say")
    }
    var steps: [(String, String)] = []
    if answers.features == .pretrained { steps.append(("winnow weights", "the pretrained network, once (13 MB)")) }
    if let labels = written.labels {
      steps.append(
        ("winnow split --labels \(fromHere(labels))\(spec)", "holdouts and a calibration set from the known labels"))
    }
    steps.append(("winnow run\(spec)", "choose the first batch, and write the files for people"))
    let width = steps.map(\.0.count).max() ?? 0
    lines.append("next:")
    lines += steps.map { step in
      "  \(step.0.padding(toLength: width, withPad: " ", startingAt: 0))  # \(step.1)"
    }
    return lines.map { $0.printable(limit: 4_000) }
  }
}
