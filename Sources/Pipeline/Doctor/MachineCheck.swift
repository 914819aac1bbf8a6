import Foundation
import Storage
import Texts

/// Whether the machine has what a run needs.
enum MachineCheck {
  /// The fewest files that a run wants open at once.
  private static let files: UInt64 = 256

  static func findings(program: String, version: String, environment: [String: String]) -> [DoctorFinding] {
    let process = ProcessInfo.processInfo
    let memory = Double(process.physicalMemory) / 1e9
    var findings = [
      DoctorFinding(
        .machine, .good,
        "\(version) at \(program), \(process.activeProcessorCount.counted("core")), \(memory.decimal(1)) GB of memory")
    ]
    var limit = rlimit()
    #if os(Linux)
      let code = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    #else
      let code = getrlimit(RLIMIT_NOFILE, &limit)
    #endif
    if code == 0, UInt64(limit.rlim_cur) < files {
      findings.append(
        DoctorFinding(
          .machine, .wrong, "only \(limit.rlim_cur) files may be open at once, \(files) are needed",
          mend: "ulimit -n \(files)"))
    }
    let temporary = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    if let problem = DirectoryCheck.cannotWrite(into: temporary) {
      findings.append(
        DoctorFinding(
          .machine, .wrong, "the folder for temporary files \(temporary.quoted) cannot be written to: \(problem)",
          mend: "export TMPDIR=a folder that you may write to"))
    }
    return findings
  }
}
