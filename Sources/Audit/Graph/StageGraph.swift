import Engine
import Storage

/// The stages of an iteration, their files and who reads them, as a drawing needs it.
package struct StageGraph: Sendable, Equatable {
  /// A stage.
  package struct Node: Sendable, Equatable {
    package let name: String
    /// What it writes, a line each.
    package let files: [String]
    /// Whether it has run.
    package let isDone: Bool

    /// Makes a node.
    package init(name: String, files: [String], isDone: Bool) {
      self.name = name
      self.files = files
      self.isDone = isDone
    }
  }

  /// Files that go from one stage to another, or come from outside.
  package struct Edge: Sendable, Equatable {
    /// The stage that writes them, or what gives them.
    package let from: String
    package let to: String
    package let files: [String]

    /// Makes an edge.
    package init(from: String, to: String, files: [String]) {
      self.from = from
      self.to = to
      self.files = files
    }
  }

  /// The title: pipeline and iteration.
  package let title: String
  /// In the order in which they run.
  package let nodes: [Node]
  /// What comes from outside the iteration, in the order in which it is first needed.
  package let sources: [String]
  package let edges: [Edge]

  /// Makes a graph of stages that have run, from their records.
  ///
  /// - Parameters:
  ///   - title: Pipeline and iteration.
  ///   - records: The stages, in order.
  ///   - iteration: The iteration's number.
  package init(title: String, records: [StageRecord], iteration: Int) {
    let names = Set(records.map { Array($0.name.utf8) })
    self.init(
      title: title,
      nodes: records.map { Node(name: $0.name, files: Self.lines($0.outputs), isDone: true) },
      inputs: records.map { record in
        record.components.filter { $0.name.hasPrefix("input ") }.map {
          Self.input($0.name, iteration: iteration, stages: names)
        }
      })
  }

  /// Makes a graph of stages that are planned, from what they say they read.
  ///
  /// - Parameters:
  ///   - title: The pipeline.
  ///   - stages: The stages, in order.
  package init(title: String, planned stages: [any Stage]) {
    let read = stages.flatMap(\.reads)
    self.init(
      title: title,
      nodes: stages.map { stage in
        var files: [String] = []
        for artifact in read where artifact.stage == stage.name && !files.contains(artifact.file) {
          files.append(artifact.file)
        }
        return Node(name: stage.name, files: files, isDone: false)
      },
      inputs: stages.map { stage in
        let people = stage.traits.contains(.waitsForPeople) ? [("people", "answers")] : []
        return stage.reads.map { ($0.stage, $0.file) } + people
      })
  }

  private init(title: String, nodes: [Node], inputs: [[(source: String, file: String)]]) {
    self.title = title
    self.nodes = nodes
    var sources: [String] = []
    var edges: [Edge] = []
    for (node, inputs) in zip(nodes, inputs) {
      var order: [String] = []
      var files: [String: [String]] = [:]
      for (source, file) in inputs {
        if files[source] == nil { order.append(source) }
        files[source, default: []].append(file)
      }
      for source in order {
        if !nodes.contains(where: { $0.name == source }), !sources.contains(source) { sources.append(source) }
        edges.append(Edge(from: source, to: node.name, files: files[source] ?? []))
      }
    }
    self.sources = sources
    self.edges = edges
  }

  private static func input(_ component: String, iteration: Int, stages: Set<[UInt8]>) -> (String, String) {
    if let input = Dependence.input(component, iteration: iteration, stages: stages) {
      return input.stage.iteration == iteration
        ? (input.stage.stage, input.file)
        : (
          "earlier iterations",
          "\(DataDirectory.iterationName(input.stage.iteration))/\(input.stage.stage)/\(input.file)"
        )
    }
    let name = String(component.dropFirst("input ".utf8.count))
    return name.hasPrefix("inbox/") ? ("people", String(name.dropFirst(6))) : ("given files", name)
  }

  /// The files of a stage, a line each: tables with their rows, folders and shared parts counted.
  private static func lines(_ outputs: [OutputRecord]) -> [String] {
    var lines: [String] = []
    var folders: [(name: String, count: Int)] = []
    for output in outputs {
      let parts = output.path.split(separator: "/")
      if parts.count > 1 {
        let name = output.shared ? "embeddings/" : "\(parts[0])/"
        if let index = folders.firstIndex(where: { $0.name == name }) {
          folders[index].count += 1
        } else {
          folders.append((name, 1))
        }
      } else if let rows = output.rows {
        let name = output.path.hasSuffix(".parquet") ? String(output.path.dropLast(8)) : output.path
        lines.append("\(name)  \(grouped(rows))")
      } else {
        lines.append(output.path)
      }
    }
    return lines + folders.map { "\($0.name)  \($0.count) \($0.count == 1 ? "file" : "files")" }
  }

  /// A number with a comma before every three digits.
  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return String(
      digits.enumerated().flatMap { index, digit -> [Character] in
        index > 0 && (digits.count - index).isMultiple(of: 3) ? [",", digit] : [digit]
      })
  }

  /// The column of each stage: the longest way to it from a stage that reads none.
  var columns: [Int] {
    var columns: [String: Int] = [:]
    return nodes.map { node in
      let before = edges.filter { $0.to == node.name }.compactMap { columns[$0.from] }.max()
      let column = before.map { $0 + 1 } ?? 0
      columns[node.name] = column
      return column
    }
  }
}
