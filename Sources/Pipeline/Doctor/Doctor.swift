import Foundation
import Spec
import Stages
import Storage
import Texts

/// Looks at everything that a run needs, and says of each thing that is wrong what mends it.
package struct Doctor {
  private let program: String
  private let version: String
  private let libraries: [String]
  private let environment: [String: String]

  /// Prepares a look.
  ///
  /// - Parameters:
  ///   - program: The running executable.
  ///   - version: What it calls itself.
  ///   - libraries: The system's libraries with their versions.
  ///   - environment: The environment variables.
  package init(
    program: String, version: String, libraries: [String] = [],
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.program = program
    self.version = version
    self.libraries = libraries
    self.environment = environment
  }

  /// The machine and the formats, which need no spec.
  package func machine() -> [DoctorFinding] {
    MachineCheck.findings(program: program, version: version, environment: environment)
      + (libraries.isEmpty ? [] : [DoctorFinding(.formats, .good, libraries.joined(separator: ", "))])
      + FormatCheck.findings()
  }

  /// A spec that cannot be read.
  ///
  /// - Parameters:
  ///   - message: Why.
  ///   - mend: What helps.
  /// - Returns: One thing that is wrong.
  package func noSpec(_ message: String, mend: String) -> [DoctorFinding] {
    [DoctorFinding(.spec, .wrong, message, mend: mend)]
  }

  /// A project: its spec, pool, hooks, data directory and people.
  ///
  /// - Parameters:
  ///   - project: The project.
  ///   - tries: Whether images are embedded, in a scratch folder.
  /// - Returns: What was looked at, in the order in which a run needs it.
  package func project(_ project: Project, tries: Bool) async -> [DoctorFinding] {
    var findings = [
      DoctorFinding(.spec, .good, "\(project.loaded?.file ?? "the spec") is read: pipeline \(project.spec.name.quoted)")
    ]
    findings += (project.loaded?.notes ?? []).map {
      DoctorFinding(.spec, .note, "line \($0.position.line): \($0.message)")
    }
    findings += PoolCheck.findings(project)
    let faults = HookCheck(project.spec, baseDirectory: project.baseDirectory, environment: environment).faults()
    findings += faults.map { fault in
      let line = project.loaded.map { ", line \($0.position(of: fault.keyPath).line) of the spec" } ?? ""
      return DoctorFinding(.hooks, .wrong, "\(fault.message)\(line)", mend: Self.mend(fault))
    }
    if faults.isEmpty {
      findings.append(DoctorFinding(.hooks, .good, "the programs of embed and train are there"))
      let canBeTried = !findings.contains { $0.area == .pool && $0.state == .wrong }
      if tries, canBeTried { findings += await HookTrial(project).findings() }
    }
    findings += DirectoryCheck.findings(project.dataPath, pipeline: project.spec.name)
    return findings
      + AccountCheck.findings(project.spec)
  }

  private static func mend(_ fault: HookCheck.Fault) -> String {
    if let meant = fault.suggestion { return "write \(meant.quoted)" }
    return fault.message.contains("weights") ? "winnow weights" : "correct \(fault.keyPath) in the spec"
  }
}
