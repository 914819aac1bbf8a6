extension ExportStage {
  /// Whether `name` is that of an export, of whatever round: its output leaves the house.
  package static func isName(_ name: String) -> Bool {
    (1...IngestStage.rounds).contains { StageName.export($0) == name }
  }
}
