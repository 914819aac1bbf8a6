import Engine
import Stages

/// Assembles the stages of an iteration, in the order that follows from what each reads.
package enum Graph {
  /// The stages of iteration `number`.
  ///
  ///     iteration 0     pool → (embed →) seed → export ⇢ people ⇢ ingest → report
  ///     iteration 1..   pool → embed → train → score → cluster → export ⇢ people ⇢ ingest → report
  ///
  /// A first batch that covers the pool needs vectors, any other none. Where something came after the seals of earlier iterations, `amend` takes it in after `pool`. `export` and `ingest` come in rounds: the second asks senior annotators where the first disagree.
  package static func stages(_ setup: StageSetup, iteration number: Int, threads: Int) -> [any Stage] {
    var stages: [any Stage] = [PoolStage(setup, threads: threads)]
    if setup.amends { stages.append(AmendStage(setup)) }
    if number == 0 {
      if setup.spec.stages.seed.method == .coverage { stages.append(EmbedStage(setup)) }
      stages.append(SeedStage(setup))
    } else {
      stages += [EmbedStage(setup), TrainStage(setup), ScoreStage(setup), ClusterStage(setup)] as [any Stage]
    }
    for round in 1...StageName.rounds {
      stages +=
        [
          ExportStage(setup, round: round, first: number == 0), IngestStage(setup, round: round),
        ] as [any Stage]
    }
    stages.append(ReportStage(setup, first: number == 0))
    return stages
  }
}
