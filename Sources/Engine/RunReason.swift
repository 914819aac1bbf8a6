/// Why a stage runs.
package enum RunReason: Sendable, Equatable {
  /// It has no outputs yet.
  case neverRun
  /// What it depends on has changed.
  case changed([Change])
  /// A file that it wrote is gone or has another length.
  case outputMissing(String)
  /// A stage that it reads will run; whether this one must is known only then.
  case upstream(String)

  /// One thing that changed.
  package struct Change: Sendable, Equatable {
    package let name: String
    /// Nil: it is new.
    package let old: String?
    /// Nil: it is gone.
    package let new: String?

    /// Makes a change.
    package init(name: String, old: String?, new: String?) {
      self.name = name
      self.old = old
      self.new = new
    }
  }

  /// What keys are made up of, where that is another than it was.
  package static let makeUp = "what keys hold"

  /// What differs between two lists of components, by name.
  ///
  /// Where builds differ in what keys hold, a parameter is compared that both have, and not how it is written. The version of a
  /// stage comes first: a later one may read other things, so that it explains the rest.
  package static func changes(from old: [NamedValue], to new: [NamedValue]) -> [Change] {
    let (before, after) = (StageKey.version(of: old), StageKey.version(of: new))
    let changes = before == after ? differences(from: old, to: new) : common(old, new)
    let sorted = changes.filter { $0.name == "version" } + changes.filter { $0.name != "version" }
    guard before != after else { return sorted }
    return [Change(name: makeUp, old: "version \(before)", new: "version \(after)")] + sorted
  }

  /// What differs of the components of two versions: inputs and the hook as they are, of all else what both have.
  private static func common(_ old: [NamedValue], _ new: [NamedValue]) -> [Change] {
    func named(_ components: [NamedValue]) -> [NamedValue] {
      components.map { component in
        let field = "request parameters."
        guard component.name.hasPrefix(field) else { return component }
        return NamedValue("parameter \(component.name.dropFirst(field.utf8.count))", component.value)
      }
    }
    func isWhole(_ name: String) -> Bool { name.hasPrefix("input ") || name.hasPrefix("hook ") }
    return differences(from: named(old), to: named(new)).filter { change in
      guard !isWhole(change.name) else { return true }
      guard let old = change.old, let new = change.new, change.name != "key" else { return false }
      if let old = Double(old), let new = Double(new) { return old != new }
      return plain(old) != plain(new)
    }
  }

  /// A value without what says only how it is written: `[a, b]` and `a,b`, `null` and nothing.
  private static func plain(_ value: String) -> String {
    value == "null" ? "" : value.filter { !"[]\" ".contains($0) }
  }

  private static func differences(from old: [NamedValue], to new: [NamedValue]) -> [Change] {
    var changes: [Change] = []
    let before = Dictionary(old.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let after = Set(new.map(\.name))
    for component in new where before[component.name] != component.value {
      changes.append(Change(name: component.name, old: before[component.name], new: component.value))
    }
    for component in old where !after.contains(component.name) {
      changes.append(Change(name: component.name, old: component.value, new: nil))
    }
    return changes
  }
}

/// Why a stage does not run.
package enum SkipReason: Sendable, Equatable {
  /// Its outputs are those that a run would give.
  case upToDate
  /// What it led to has been exported and is in people's hands.
  case frozen(by: String)
  /// The iteration is closed.
  case sealed
}

/// What will happen, or happened, to a stage.
package enum StageDecision: Sendable, Equatable {
  case run(RunReason)
  case skip(SkipReason)
  case wait(Waiting)
  /// Nothing is known before a stage ahead of it has been given what it waits for.
  case later
}

/// A stage and what is decided about it.
package struct PlannedStage: Sendable, Equatable {
  package let name: String
  package let decision: StageDecision
}
