import Engine
import Spec
import Storage

/// Every file that stages write, declared once: who writes it, what it is called and, if it is a table, its schema.
///
/// Whoever writes or reads such a file names it by its declaration here. What people and their hooks name themselves lies in
/// the folders of `Folder`; what every stage may write is `StoreName`'s.
package enum Catalogue {
  /// All declared files, in the order of the stages.
  package static let all: [Artifact] = {
    var files = [
      Pool.images, Pool.knownLabels, Pool.addresses, Pool.joins, Pool.vanished, Pool.erased, Pool.broken,
      Pool.undecodable, Pool.leftAside,
    ]
    files += [Amend.labels, Amend.annotations, Amend.calibration, Amend.rejected]
    files += [Seed.selection, Seed.strata, Seed.broken, Embed.index, Embed.broken]
    files += [Train.training, Train.predictions, Train.metrics, Train.places, Train.leftOut, Train.conflicts]
    files += [Score.scores, Score.candidates, Score.figures]
    files += [Cluster.selection, Cluster.considered, Cluster.shadows, Cluster.figures]
    for round in 1...StageName.rounds {
      files += [Export.batch(round), Export.assignments(round), Ingest.annotations(round)]
      files += [Ingest.calibration(round), Ingest.rejected(round), Ingest.labels(round)]
    }
    files += [Ingest.escalations, Report.quality, Report.page, Report.annotators, Report.classes]
    return files + [Report.confusion, Report.estimates]
  }()

  /// Files of the inbox that a program puts there.
  package enum Returned {
    /// The users of a server, as it lists them.
    package static let users = "users.json"
  }

  /// Folders of stages in which files have names of their own.
  package enum Folder {
    /// What people returned, as it came; of late answers, below the number of the iteration that had asked.
    package static let raw = "raw"
    /// Corrections that were taken in, each called by its digest.
    package static let corrections = "corrections"
    /// What a hook keeps for the next iteration.
    package static let state = "state"

    /// What is handed out: a folder a target.
    static let payloads = ExportSpec.Target.allCases.map(\.rawValue)

    /// All of them.
    package static let all = [raw, corrections, state] + payloads
  }

  /// Whether a file of a stage's folder is declared, or lies in a folder whose files have names of their own.
  package static func declares(_ file: Artifact) -> Bool {
    if file.file == StoreName.notes || file.file == StoreName.stage { return true }
    if let slash = file.file.firstIndex(of: "/") { return Folder.all.contains(String(file.file[..<slash])) }
    return all.contains(file)
  }
}
