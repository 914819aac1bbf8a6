import ArgumentParser
import Pipeline
import Rehearsal

/// `winnow split`.
struct SplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract:
      "Draw the holdouts and the calibration set of a spec from a file of known labels, by hash and whole groups.")

  @OptionGroup var options: ProjectOptions
  @Option(help: "CSV file image,label of known labels.") var labels: String
  @Option(help: "Share of the groups for the monitoring holdout.") var monitoring = SplitOptions().monitoring.share
  @Option(help: "Share of the groups for the acceptance holdout.") var acceptance = SplitOptions().acceptance.share
  @Option(help: "Share of the groups for the calibration set.") var calibration = SplitOptions().calibration.share
  @Option(help: "Images of each class that every set has at least, where there are as many.") var minimum: Int?
  @Option(
    help: ArgumentHelp(
      "Images of each class that the calibration set has at least; ten of a class are the least that tell how somebody judges it.",
      valueName: "images")) var calibrationMinimum: Int?
  @Flag(help: "Replace files that are there.") var force = false
  @Flag(help: "Print JSON: each file with its images and groups, and what fell short.") var json = false

  func run() throws {
    var split = SplitOptions()
    split.monitoring = aim(monitoring, split.monitoring)
    split.acceptance = aim(acceptance, split.acceptance)
    split.calibration = aim(calibration, split.calibration)
    split.calibration.minimumPerClass = calibrationMinimum ?? split.calibration.minimumPerClass
    let project = try options.project()
    try project.checkPool()
    let lines = try SplitFiles(project).write(labels: labels, options: split, replace: force)
    for line in Wording.split(lines) { Console.note(line) }
    if json { Console.answer(try JSONAnswer.snakeCase(SplitAnswer(lines))) }
  }

  private func aim(_ share: Double, _ usual: HoldoutAim) -> HoldoutAim {
    HoldoutAim(share: share, minimumPerClass: minimum ?? usual.minimumPerClass)
  }
}
