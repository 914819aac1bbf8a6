import Foundation
import Texts

extension StorageError: ReportedError {
  package var code: String {
    switch self {
    case .system: "storage.system"
    case .missing: "storage.missing"
    case .notAFile: "storage.not_a_file"
    case .notADirectory: "storage.not_a_folder"
    case .link: "storage.link"
    case .tooLarge: "storage.too_large"
    case .truncated: "storage.truncated"
    case .nameNotUTF8: "storage.name_not_utf8"
    case .locked: "storage.locked"
    case .unreadableLayout: "storage.unreadable_layout"
    case .newerLayout: "storage.newer_layout"
    case .unknownFeatures: "storage.unknown_features"
    case .otherPipeline: "storage.other_pipeline"
    }
  }

  package var kind: ErrorKind {
    switch self {
    case .locked: .locked
    case .unreadableLayout, .truncated, .link: .damaged
    default: .data
    }
  }

  package var place: ErrorPlace? {
    switch self {
    case .system(_, let path, _), .missing(let path), .notAFile(let path), .notADirectory(let path), .link(let path),
      .tooLarge(let path, _, _), .truncated(let path, _, _, _), .nameNotUTF8(let path, _), .locked(let path, _),
      .unreadableLayout(let path), .newerLayout(let path, _, _), .unknownFeatures(let path, _, _),
      .otherPipeline(let path, _, _):
      ErrorPlace(file: path)
    }
  }

  package var message: String {
    switch self {
    case .system(let operation, let path, let errno):
      "\(path.quoted): \(operation) failed: \(String(cString: strerror(errno)))"
    case .missing(let path): "\(path.quoted) is not there"
    case .notAFile(let path): "\(path.quoted) is not a file"
    case .notADirectory(let path): "\(path.quoted) is not a folder"
    case .link(let path):
      "\(path.quoted) is a link, and below a data directory none is followed: what it leads to is somebody else's and was not "
        + "touched; put the file or folder itself there, or mount it"
    case .tooLarge(let path, let size, let limit): "\(path.quoted) has \(size) bytes; at most \(limit) are read"
    case .truncated(let path, let offset, let count, let size):
      "\(path.quoted) ends at byte \(size), expected at least \(offset + count)"
    case .nameNotUTF8(let directory, let name):
      "\(directory.quoted) holds a name that is not UTF-8: \(name.quoted); rename it"
    case .locked(let path, let holder):
      "the data directory is in use by \(holder.printable) (\(path.printable)); wait for it to end"
    case .unreadableLayout(let path): "\(path.quoted) is not what a data directory begins with"
    case .newerLayout(let path, let found, let supported):
      "\(path.quoted) was written by a later version (layout \(found), this one knows up to \(supported))"
    case .unknownFeatures(let path, let names, let toWrite):
      "\(path.quoted) names \(names.count == 1 ? "the feature" : "the features") "
        + "\(names.map(\.quoted).joined(separator: ", ")), which this version does not know: "
        + (toWrite
          ? "the directory can be read, but only a later version may write to it"
          : "only a later version can read the directory")
    case .otherPipeline(let path, let found, let expected):
      "the data directory \(path.quoted) belongs to pipeline \(found.quoted), not \(expected.quoted); give another --data"
    }
  }
}
