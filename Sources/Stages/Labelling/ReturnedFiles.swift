import Labelling
import Storage
import Texts

/// Files that came back, each read or set aside: one that cannot be read stops none of the others.
struct ReturnedFiles {
  /// Those that were read.
  private(set) var files: [ReturnedFile] = []
  /// What is wrong with the others, a row a file.
  private(set) var unreadable: [RejectedRow] = []

  /// Reads files.
  ///
  /// - Parameter contents: Their paths below the inbox, and what they hold.
  /// - Throws: Nothing that one file alone is to blame for.
  init(_ contents: [(name: String, bytes: [UInt8])]) throws {
    for (name, bytes) in contents {
      do {
        files.append(try ReturnedFile(bytes, name: name))
      } catch let error as LabellingError {
        unreadable.append(.unreadable(file: name, why: error.message))
      }
    }
  }

  /// Reads all files below a folder, none if there is no such folder.
  ///
  /// - Throws: `StorageError`.
  init(folder: String) throws {
    let names = Files.isDirectory(folder) ? try Files.walk(folder) : []
    try self.init(names.map { ($0, try Files.read("\(folder)/\($0)")) })
  }

  /// Refuses answers of users whom the spec gives to nobody.
  ///
  /// - Throws: `LabellingError.undeclaredAccounts`.
  static func refuseUndeclared(_ result: IntakeResult, annotators: [AnnotatorAccount]) throws {
    guard result.undeclared.isEmpty else {
      throw LabellingError.undeclaredAccounts(result.undeclared, annotators: annotators.map(\.id))
    }
  }
}
