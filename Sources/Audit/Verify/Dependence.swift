import Engine
import Storage

/// Which stages were made from what, across iterations, as their keys' components say.
package struct Dependence: Sendable {
  /// A file that a stage reads.
  private struct Input: Hashable {
    let stage: StageReference
    let file: [UInt8]
  }

  private let readersOfFile: [Input: [StageReference]]
  private let readersOfStage: [StageReference: [StageReference]]

  /// Follows the inputs of every record.
  ///
  /// - Parameter records: The records of each iteration.
  package init(_ records: [(iteration: Int, records: [StageRecord])]) {
    var files: [Input: [StageReference]] = [:]
    var stages: [StageReference: [StageReference]] = [:]
    for (iteration, records) in records {
      let names = Set(records.map { Array($0.name.utf8) })
      for record in records {
        let reader = StageReference(iteration, record.name)
        for component in record.components {
          guard let input = Self.input(component.name, iteration: iteration, stages: names) else { continue }
          files[Input(stage: input.stage, file: Array(input.file.utf8)), default: []].append(reader)
          if stages[input.stage]?.last != reader { stages[input.stage, default: []].append(reader) }
        }
      }
    }
    readersOfFile = files
    readersOfStage = stages
  }

  /// The stages that read a file that a stage wrote, in order.
  package func readers(of file: String, stage: StageReference) -> [StageReference] {
    (readersOfFile[Input(stage: stage, file: Array(file.utf8))] ?? []).sorted()
  }

  /// The stages that read anything of a stage, in order.
  package func readers(of stage: StageReference) -> [StageReference] {
    Set(readersOfStage[stage] ?? []).sorted()
  }

  /// The stages `first` and all that were made from them, directly or not.
  package func madeFrom(_ first: Set<StageReference>) -> Set<StageReference> {
    var reached = first
    var pending = Array(first)
    while let stage = pending.popLast() {
      for reader in readersOfStage[stage] ?? [] where reached.insert(reader).inserted { pending.append(reader) }
    }
    return reached
  }

  /// The stage and file that the component of a key names: `input stage/file`, or `input 001/stage/file` of an earlier
  /// iteration.
  ///
  /// - Parameters:
  ///   - component: The component's name.
  ///   - iteration: The iteration of the stage whose key it enters.
  ///   - stages: The names of that iteration's stages, as bytes.
  /// - Returns: Nil if it is no file of an iteration.
  package static func input(
    _ component: String, iteration: Int, stages: Set<[UInt8]>
  ) -> (stage: StageReference, file: String)? {
    guard component.hasPrefix("input ") else { return nil }
    let parts = component.dropFirst(6).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    if stages.contains(Array(parts[0].utf8)) { return (StageReference(iteration, String(parts[0])), String(parts[1])) }
    guard let number = Int(parts[0]), number >= 0, number < iteration,
      DataDirectory.iterationName(number) == parts[0]
    else { return nil }
    let rest = parts[1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    return rest.count == 2 ? (StageReference(number, String(rest[0])), String(rest[1])) : nil
  }
}
