import Foundation
import Storage
import Testing

@Suite final class FolderContentsTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("contents-\(UUID().uuidString)").path
    for name in ["real/a", "real/b/c", "real/.h/d", "out/e", "out/deep/f"] {
      let path = "\(folder)/\(name)"
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(name.utf8).write(to: URL(fileURLWithPath: path))
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: target)
  }

  @Test func linksToFilesAndFoldersAreFollowed() throws {
    try link("real/file", to: "../out/e")
    try link("real/folder", to: "../out")
    let contents = try FolderContents(of: "\(folder)/real", hidden: false)
    #expect(contents.files == ["a", "b/c", "file", "folder/deep/f", "folder/e"])
    #expect(contents.hiddenFolders == [".h"])
    #expect(contents.faults.isEmpty && contents.repeatedFolders.isEmpty)
    #expect(try FolderContents(of: "\(folder)/real", hidden: true).files.contains(".h/d"))
  }

  @Test func aLinkThatLeadsNowhereOrToNoFileIsNamed() throws {
    try link("real/gone", to: "nowhere")
    try link("real/self", to: "self")
    try link("real/device", to: "/dev/null")
    let contents = try FolderContents(of: "\(folder)/real", hidden: false)
    #expect(contents.faults.map(\.path) == ["device", "gone", "self"])
    #expect(contents.faults.map(\.problem) == [.notAFile, .leadsNowhere, .leadsNowhere])
  }

  @Test func noFolderIsGoneIntoTwice() throws {
    // Into itself, above itself, beside itself, from two sides, and back from the outside.
    try link("real/b/itself", to: ".")
    try link("real/b/above", to: "../..")
    try link("real/twin", to: "b")
    try link("real/o1", to: "../out")
    try link("real/o2", to: "../out/deep")
    try link("out/back", to: "../real")
    let contents = try FolderContents(of: "\(folder)/real", hidden: false)
    #expect(contents.files == ["a", "b/above/out/deep/f", "b/above/out/e", "b/c"])
    #expect(contents.repeatedFolders == ["b/above/out/back", "b/itself", "o1", "o2", "twin"])
  }

  @Test func aFolderIsPassedOverByWhateverWay() throws {
    try link("real/folder", to: "../out")
    let contents = try FolderContents(of: "\(folder)/real", hidden: false, except: ["\(folder)/out", "\(folder)/no"])
    #expect(contents.files == ["a", "b/c"])
    #expect(contents.repeatedFolders.isEmpty)
  }
}
