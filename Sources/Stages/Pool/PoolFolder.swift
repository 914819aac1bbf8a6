import Imaging
import Labelling
import Parallel
import Spec
import Storage
import Texts

/// Which files of the pool's folder are its images, and what was left aside.
package struct PoolFolder: Sendable {
  /// Why something that may be a picture is none of the pool's.
  package enum Reason: String, Sendable, Comparable {
    /// It fits none of the patterns.
    case noPattern = "no_pattern"
    /// Of a kind that lies beside pictures made from it, and no pattern asks for it.
    case notByDefault = "not_by_default"
    /// Its name begins with a dot.
    case hidden
    /// A folder whose name begins with a dot, not looked into.
    case hiddenFolder = "hidden_folder"
    /// A link to a folder that belongs to the pool already.
    case repeatedFolder = "repeated_folder"

    package static func < (left: Reason, right: Reason) -> Bool { left.rawValue < right.rawValue }
  }

  /// What was left aside for one reason and has one ending.
  package struct LeftAside: Sendable, Equatable {
    package let reason: Reason
    /// As written, without the dot; empty for folders.
    package let ending: String
    package var files: Int
    /// The first of them.
    package let first: String
  }

  /// A name that a pattern or its ending makes an image's, and that leads to no file.
  package struct NoFile: Sendable, Equatable {
    package let id: String
    package let reason: String
  }

  /// The images' files, by id.
  package let files: [String]
  /// Names without a file, by id.
  package let noFiles: [NoFile]
  /// By reason and ending.
  package let leftAside: [LeftAside]

  /// Looks through the folder.
  ///
  /// - Parameters:
  ///   - root: The folder.
  ///   - patterns: What is taken; where there are none, every picture by its ending or, where that says nothing, by its
  ///     first bytes.
  ///   - data: The data directory: what the engine keeps there is no part of the pool, wherever it lies.
  ///   - threads: How many files are looked into at once.
  /// - Throws: `StorageError`; `Glob.Fault` for what the spec's reader would have refused.
  package init(root: String, patterns: [String], data: DataDirectory?, threads: Int) throws {
    let globs = try patterns.map { try Glob($0) }
    let contents = try FolderContents(of: root, hidden: globs.contains(where: \.asksForHidden), except: Self.kept(data))
    func isTaken(_ path: String) -> Bool {
      globs.isEmpty ? !Self.isHidden(path) && PictureEndings.isPicture(path) : globs.contains { $0.matches(path) }
    }
    var taken = contents.files.map(isTaken)
    if globs.isEmpty {
      let unknown = contents.files.indices.filter {
        !taken[$0] && !Self.isHidden(contents.files[$0]) && PictureEndings.saysNothing(contents.files[$0])
      }
      let pictures = try Parallel.map(unknown.count, threads: threads) { index in
        try Self.beginsAsPicture("\(root)/\(contents.files[unknown[index]])")
      }
      for (place, isPicture) in zip(unknown, pictures) where isPicture { taken[place] = true }
    }
    files = contents.files.indices.filter { taken[$0] }.map { contents.files[$0] }
    noFiles = contents.faults.filter { isTaken($0.path) }.map {
      NoFile(id: $0.path, reason: $0.problem == .leadsNowhere ? "dangling_link" : "not_a_file")
    }

    var aside: [[String]: LeftAside] = [:]
    func count(_ reason: Reason, _ ending: String, _ path: String) {
      aside[
        [reason.rawValue, ending], default: LeftAside(reason: reason, ending: ending, files: 0, first: path)
      ].files += 1
    }
    for place in contents.files.indices where !taken[place] {
      let path = contents.files[place]
      guard PictureEndings.looksLikePicture(path) else { continue }
      count(
        Self.isHidden(path) ? .hidden : globs.isEmpty ? .notByDefault : .noPattern,
        PictureEndings.ending(of: path) ?? "", path)
    }
    for path in contents.hiddenFolders { count(.hiddenFolder, "", path) }
    for path in contents.repeatedFolders { count(.repeatedFolder, "", path) }
    leftAside = aside.values.sorted { ($0.reason, $0.ending.exact) < ($1.reason, $1.ending.exact) }
  }

  /// The folders of a data directory that hold what the engine and people write.
  private static func kept(_ data: DataDirectory?) -> [String] {
    data.map { data in
      ["iterations", "embeddings", "cache", "inbox", "staging", "erasures"].map { data.path($0) }
    } ?? []
  }

  private static func isHidden(_ path: String) -> Bool {
    path.utf8.split(separator: UInt8(ascii: "/")).contains { $0.first == UInt8(ascii: ".") }
  }

  /// Whether a file begins as a picture of a format that the decoder knows by name does.
  ///
  /// - Throws: `StorageError` for what says more of the machine than of the file.
  private static func beginsAsPicture(_ path: String) throws -> Bool {
    let start: [UInt8]
    do {
      let file = try FileReader(path)
      start = try file.read(at: 0, count: min(file.size, 64))
    } catch let error as StorageError {
      guard error.imageFault != nil else { throw error }
      return false
    }
    do throws(ImagingError) {
      _ = try ImageDecoder.header(start)
      return true
    } catch {
      return error != .unknownFormat && error != .empty
    }
  }
}
