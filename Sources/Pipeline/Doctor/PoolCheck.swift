import Foundation
import Spec
import Stages
import Storage
import Texts

/// Whether the files are there that a spec names, and whether there are pictures.
enum PoolCheck {
  static func findings(_ project: Project) -> [DoctorFinding] {
    let spec = project.spec
    let setup = StageSetup(spec: spec, baseDirectory: project.baseDirectory)
    var findings: [DoctorFinding] = []
    if !Files.isDirectory(setup.root) {
      findings.append(
        DoctorFinding(
          .pool, .wrong, "pool.root, the folder \(setup.root.quoted), is not there",
          mend: "correct pool.root in the spec"))
    } else if setup.poolTable == nil {
      findings += pictures(setup, project.threads)
    }
    if let table = setup.poolTable, !Files.exists(table) {
      findings.append(
        DoctorFinding(
          .pool, .wrong, "pool.table, the file \(table.quoted), is not there", mend: "correct pool.table in the spec"))
    }
    if let metadata = setup.metadata, !Files.exists(metadata) {
      findings.append(
        DoctorFinding(
          .pool, .wrong, "pool.metadata, the file \(metadata.quoted), is not there",
          mend: "correct pool.metadata in the spec"))
    }
    let sets: [(String, String?)] = [
      ("holdout.monitoring", spec.holdout.monitoring), ("holdout.acceptance", spec.holdout.acceptance),
      ("calibration.labels", spec.calibration?.labels),
    ]
    let missing = sets.filter { set in set.1.map { !Files.exists(setup.path($0)) } ?? false }.map(\.0)
    if !missing.isEmpty {
      findings.append(
        DoctorFinding(
          .pool, .wrong,
          "the \(missing.count == 1 ? "file" : "files") of \(missing.joined(separator: ", ")) "
            + "\(missing.count == 1 ? "is" : "are") not there",
          mend:
            "winnow split --labels FILE draws them from known labels; where none are known, take these lines out of the spec"
        ))
    }
    return findings
  }

  private static func pictures(_ setup: StageSetup, _ threads: Int) -> [DoctorFinding] {
    do {
      let folder = try PoolFolder(root: setup.root, patterns: setup.spec.pool.images, data: nil, threads: threads)
      let aside = folder.leftAside.map { DoctorFinding(.pool, .note, "not taken: \($0.words)") }
      guard !folder.files.isEmpty else {
        return [
          DoctorFinding(
            .pool, .wrong, "no picture is found below \(setup.root.quoted)",
            mend: "correct pool.root or pool.images in the spec; winnow init FOLDER looks at a folder")
        ] + aside
      }
      return [DoctorFinding(.pool, .good, "\(folder.files.count.counted("picture")) below \(setup.root)")] + aside
    } catch {
      return [
        DoctorFinding(
          .pool, .wrong, (error as? any ReportedError)?.message ?? "\(error)", mend: "make the folder readable")
      ]
    }
  }
}
