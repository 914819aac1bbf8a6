import Texts

/// What lies below a folder, links followed: each as a path relative to it, in the order of the UTF-8 bytes.
///
/// No folder is gone into twice, whatever links lead to it, so a link that leads back to where it lies does no harm.
package struct FolderContents: Sendable, Equatable {
  /// Why what has a name is no file.
  package enum Problem: Sendable, Equatable {
    /// A link that leads nowhere, or in a circle.
    case leadsNowhere
    /// A pipe, a socket or a device, or a link to one.
    case notAFile
  }

  /// What has a name and is no file.
  package struct Fault: Sendable, Equatable {
    package let path: String
    package let problem: Problem
  }

  /// Regular files, and links to such.
  package private(set) var files: [String] = []
  /// What is no file.
  package private(set) var faults: [Fault] = []
  /// Folders whose names begin with a dot, which were not gone into.
  package private(set) var hiddenFolders: [String] = []
  /// Links to folders that are among those looked through already.
  package private(set) var repeatedFolders: [String] = []

  /// Looks through a folder.
  ///
  /// - Parameters:
  ///   - folder: The folder, or a link to it.
  ///   - hidden: Whether folders are gone into whose names begin with a dot.
  ///   - except: Folders that are passed over without a word, by whatever way they are come upon.
  /// - Throws: `StorageError.missing`, `notADirectory`, `nameNotUTF8`, `system`.
  package init(of folder: String, hidden: Bool, except: [String] = []) throws {
    var walk = Walk(folder: folder, hidden: hidden)
    for folder in except where Files.exists(folder) { walk.passed.insert(Place(try Files.status(folder))) }
    let root = Place(try Files.status(folder))
    walk.seen.insert(root)
    try walk.enter("", into: &self)
    // Real folders come first, so that what a link leads to is listed under its own name where it lies here too.
    while !walk.links.isEmpty {
      let links = walk.links.sortedByBytes()
      walk.links = []
      for link in links { try walk.follow(link, into: &self) }
    }
    files.sortByBytes()
    faults.sortByBytes(of: \.path)
    hiddenFolders.sortByBytes()
    repeatedFolders.sortByBytes()
  }

  /// A file or folder as the file system knows it.
  private struct Place: Hashable {
    let device: UInt64
    let inode: UInt64

    init(_ status: FileStatus) {
      device = status.device
      inode = status.inode
    }
  }

  private struct Walk {
    let folder: String
    let hidden: Bool
    var passed: Set<Place> = []
    var seen: Set<Place> = []
    var links: [String] = []

    /// Lists a folder that was not looked through yet, and the real ones in it.
    mutating func enter(_ first: String, into contents: inout FolderContents) throws {
      var pending = [first]
      while let prefix = pending.popLast() {
        for entry in try Files.entries(prefix.isEmpty ? folder : "\(folder)/\(prefix)") {
          let path = prefix.isEmpty ? entry.name : "\(prefix)/\(entry.name)"
          switch entry.kind {
          case .regular: contents.files.append(path)
          case .other: contents.faults.append(Fault(path: path, problem: .notAFile))
          case .directory:
            if isHidden(entry.name, path, &contents) { continue }
            let place = Place(try Files.status("\(folder)/\(path)"))
            if !passed.contains(place), seen.insert(place).inserted { pending.append(path) }
          case .link: look(at: path, name: entry.name, into: &contents)
          }
        }
      }
    }

    private func isHidden(_ name: String, _ path: String, _ contents: inout FolderContents) -> Bool {
      guard !hidden, name.utf8.first == UInt8(ascii: ".") else { return false }
      contents.hiddenFolders.append(path)
      return true
    }

    /// Says of a link what it leads to.
    private mutating func look(at path: String, name: String, into contents: inout FolderContents) {
      guard let status = try? Files.status("\(folder)/\(path)") else {
        contents.faults.append(Fault(path: path, problem: .leadsNowhere))
        return
      }
      switch status.kind {
      case .regular: contents.files.append(path)
      case .directory: if !isHidden(name, path, &contents) { links.append(path) }
      case .link, .other: contents.faults.append(Fault(path: path, problem: .notAFile))
      }
    }

    /// Goes into the folder that a link leads to, once.
    mutating func follow(_ link: String, into contents: inout FolderContents) throws {
      let place = Place(try Files.status("\(folder)/\(link)"))
      guard !passed.contains(place) else { return }
      guard seen.insert(place).inserted else {
        contents.repeatedFolders.append(link)
        return
      }
      try enter(link, into: &contents)
    }
  }
}
