import Columnar
import Engine

extension Catalogue {
  /// `pool`.
  package enum Pool {
    package static let images = Artifact(StageName.pool, "pool.parquet", Tables.pool)
    package static let knownLabels = Artifact(StageName.pool, "known_labels.parquet", Tables.knownLabels)
    package static let addresses = Artifact(StageName.pool, "addresses.parquet", Tables.addresses)
    package static let joins = Artifact(StageName.pool, "joins.parquet", Tables.joins)
    package static let vanished = Artifact(StageName.pool, "vanished.parquet", Tables.vanished)
    package static let erased = Artifact(StageName.pool, "erased.parquet", Tables.erased)
    package static let broken = Artifact(StageName.pool, "broken.parquet", Tables.broken)
    package static let undecodable = Artifact(StageName.pool, "undecodable.parquet", Tables.undecodable)
    package static let leftAside = Artifact(StageName.pool, "left_aside.parquet", Tables.leftAside)
  }

  /// `amend`.
  package enum Amend {
    package static let labels = Artifact(StageName.amend, "labels.parquet", Tables.amendedLabels)
    package static let annotations = Artifact(StageName.amend, "annotations.parquet", Tables.lateAnnotations)
    package static let calibration = Artifact(StageName.amend, "calibration.parquet", Tables.lateCalibration)
    package static let rejected = Artifact(StageName.amend, "rejected.parquet", Tables.rejected)
  }

  /// `seed`.
  package enum Seed {
    package static let selection = Catalogue.selection(StageName.seed)
    package static let strata = Artifact(StageName.seed, "draw.parquet", Tables.seedDraw)
    package static let broken = Artifact(StageName.seed, "broken.parquet", Tables.broken)
  }

  /// `embed`; the vectors themselves are shared by all iterations.
  package enum Embed {
    package static let index = Artifact(StageName.embed, "index.parquet", Tables.embeddingIndex)
    package static let broken = Artifact(StageName.embed, "broken.parquet", Tables.broken)
    /// In the state of embedders whose vectors stand side by side: what those of each are multiplied by.
    static let scales = "scales.json"
  }

  /// `train`.
  package enum Train {
    package static let training = Artifact(StageName.train, "training.parquet", Tables.training)
    package static let predictions = Artifact(StageName.train, "predictions.parquet", Tables.predictions)
    package static let metrics = Artifact(StageName.train, "metrics.json")
    package static let places = Artifact(StageName.train, "places.parquet", Tables.labelPlaces)
    package static let leftOut = Artifact(StageName.train, "left_out.parquet", Tables.leftOut)
    package static let conflicts = Artifact(StageName.train, "conflicts.parquet", Tables.labelConflicts)
    /// The folder that the hook fills.
    package static let state = Artifact(StageName.train, Folder.state)
    /// What the built-in hook leaves in it.
    static let modelFile = "model.json"
  }

  /// `score`.
  package enum Score {
    package static let scores = Artifact(StageName.score, "scores.parquet", Tables.scores)
    package static let candidates = Artifact(StageName.score, "candidates.parquet", Tables.candidates)
    package static let figures = Artifact(StageName.score, "candidates.json")
  }

  /// `cluster`.
  package enum Cluster {
    package static let selection = Catalogue.selection(StageName.cluster)
    package static let considered = Artifact(StageName.cluster, "considered.parquet", Tables.considered)
    package static let shadows = Artifact(StageName.cluster, "shadows.parquet", Tables.shadows)
    package static let figures = Artifact(StageName.cluster, "batch.json")
  }

  /// `export-1` and `export-2`.
  package enum Export {
    package static func batch(_ round: Int) -> Artifact {
      Artifact(StageName.export(round), "batch.parquet", Tables.batch)
    }
    package static func assignments(_ round: Int) -> Artifact {
      Artifact(StageName.export(round), "assignments.parquet", Tables.assignments)
    }
  }

  /// `ingest-1` and `ingest-2`.
  package enum Ingest {
    package static func annotations(_ round: Int) -> Artifact {
      Artifact(StageName.ingest(round), "annotations.parquet", Tables.annotations)
    }
    package static func calibration(_ round: Int) -> Artifact {
      Artifact(StageName.ingest(round), "calibration.parquet", Tables.calibration)
    }
    package static func rejected(_ round: Int) -> Artifact {
      Artifact(StageName.ingest(round), "rejected.parquet", Tables.rejected)
    }
    package static func labels(_ round: Int) -> Artifact {
      Artifact(StageName.ingest(round), "labels.parquet", Tables.labels)
    }
    /// Of the first round: the images of the second.
    package static let escalations = Artifact(StageName.ingest(1), "escalations.parquet", Tables.escalations)
  }

  /// `report`.
  package enum Report {
    package static let quality = Artifact(StageName.report, "quality.json")
    package static let page = Artifact(StageName.report, "report.html")
    package static let annotators = Artifact(StageName.report, "annotators.parquet", Tables.annotatorQuality)
    package static let classes = Artifact(StageName.report, "classes.parquet", Tables.classQuality)
    package static let confusion = Artifact(StageName.report, "confusion.parquet", Tables.confusion)
    package static let estimates = Artifact(StageName.report, "estimates.parquet", Tables.estimates)
  }

  /// The batch, as the stage wrote it that chose it.
  package static func selection(_ stage: String) -> Artifact {
    Artifact(stage, selectionFile, Tables.selection)
  }

  /// What every stage calls the batch that it chooses.
  package static let selectionFile = "selection.parquet"

  /// The images that cannot be decoded, as the stage found them that was the first to look.
  package static func broken(first: Bool) -> Artifact { first ? Seed.broken : Embed.broken }

  /// The batch of an iteration.
  package static func selection(first: Bool) -> Artifact { first ? Seed.selection : Cluster.selection }

  /// The answers that a stage of this iteration took in: one of the rounds, or of those that came late.
  package static func annotations(_ stage: String) -> Artifact {
    stage == StageName.amend ? Amend.annotations : Artifact(stage, Ingest.annotations(1).file, Tables.annotations)
  }

  /// The labels as they are after the last round, or those that were amended of earlier iterations.
  package static func decided(amended: Bool) -> Artifact {
    amended ? Amend.labels : Ingest.labels(StageName.rounds)
  }
}
