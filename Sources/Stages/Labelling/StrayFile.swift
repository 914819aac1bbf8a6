import Labelling
import Storage
import Texts

/// Tells files that programs and people leave in a folder from those that hold answers.
enum StrayFile {
  /// Why a file is none of ours, for people; nil if it is one, or may be.
  ///
  /// What is called a table or JSON is always looked into, and what is wrong with it is said; anything else is by what it begins
  /// with.
  ///
  /// - Throws: `StorageError`.
  static func reason(_ name: String, path: String) throws -> String? {
    let base = PayloadName.folded(name.split(separator: "/").last.map(String.init) ?? name)
    if base.hasSuffix(Inbox.closedEnding) { return nil }
    if isLitter(base) { return "left by another program" }
    let size = try Files.size(path)
    let limit = LabellingLimits().fileBytes
    guard size <= limit else {
      return "it has \(size) bytes and at most \(limit) are read: export it in parts, a project or a span of tasks each"
    }
    guard size > 0 else { return "it is empty" }
    if [".json", ".jsonl", ".csv"].contains(where: base.hasSuffix) { return nil }
    let head = try Files.head(path, count: 4_096)
    return ReturnedFile.looksLikeAnswers(head) ? nil : "it is no export, no form and no table of answers"
  }

  /// Names by which systems, editors and browsers call what is theirs.
  private static func isLitter(_ base: String) -> Bool {
    if ["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"].contains(base) { return true }
    if ["~$", "~wr", "#"].contains(where: base.hasPrefix) { return true }
    return ["~", "#", ".tmp", ".part", ".partial", ".crdownload", ".download", ".lock", ".swp", ".bak"].contains(
      where: base.hasSuffix)
  }
}
