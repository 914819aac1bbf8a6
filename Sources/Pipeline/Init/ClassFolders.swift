import Texts

/// Folders that are named after what their pictures show, or after where the pictures come from.
///
/// Pure: paths in, names out.
struct FolderNames {
  /// What the folders right around the pictures seem to be.
  enum Meaning: Equatable {
    /// One folder, or none.
    case none
    /// Classes, in the order of their bytes.
    case classes([String])
    /// Runs, days, cameras: each a group.
    case groups(count: Int)
  }

  let meaning: Meaning

  /// Names that say how pictures are kept and not what they show.
  private static let keeping: Set<String> = [
    "train", "training", "test", "testing", "val", "valid", "validation", "images", "image", "img", "imgs", "pictures",
    "photos", "data", "dataset", "raw", "jpg", "jpeg", "png", "bmp", "tif", "tiff", "originals", "all", "new", "old",
  ]
  /// Words for when pictures were taken: such a folder is a run, and nothing that a picture shows.
  private static let times: Set<String> = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
    "april",
    "may", "june", "july", "august", "september", "october", "november", "december", "morning", "noon", "evening",
    "night",
    "early", "late", "today", "yesterday", "week", "left", "right", "top", "bottom", "front", "back",
  ]
  /// Classes beyond this number are groups more likely.
  private static let mostClasses = 40

  /// Looks at where pictures lie.
  ///
  /// - Parameter images: Paths below the root.
  init(_ images: [String]) {
    var counts: [String: Int] = [:]
    var without = 0
    for image in images {
      if let name = Self.leaf(image) { counts[name, default: 0] += 1 } else { without += 1 }
    }
    let names = counts.keys.filter { !Self.keeping.contains($0.lowercased()) }.sorted { $0.exact < $1.exact }
    let named = names.reduce(0) { $0 + (counts[$1] ?? 0) }
    // A few strays change nothing; many say that folders are not what tells pictures apart.
    guard names.count >= 2, named * 10 >= images.count * 9 else {
      meaning = .none
      return
    }
    let wordLike = names.filter { name in
      name.contains(where: \.isLetter) && !name.contains(where: \.isNumber) && !Self.times.contains(name.lowercased())
    }
    let isClasses =
      names.count <= Self.mostClasses && wordLike.count * 2 > names.count && named >= 3 * names.count
    meaning = isClasses ? .classes(names) : .groups(count: names.count)
  }

  /// The name of the folder that an image lies in, nil at the root.
  static func leaf(_ image: String) -> String? {
    let parts = image.utf8.split(separator: UInt8(ascii: "/"))
    guard parts.count > 1 else { return nil }
    return String(decoding: parts[parts.count - 2], as: UTF8.self)
  }
}

/// Words that people use for the class without a defect.
enum NegativeWords {
  private static let words = [
    "normal", "good", "ok", "okay", "free", "none", "clean", "negative", "background", "perfect", "no_defect",
    "nodefect", "defect_free", "non_defective", "healthy",
  ]

  /// The class that seems to be the one without a defect, nil where none or several could be.
  static func find(in classes: [String]) -> String? {
    let found = classes.filter { name in
      let plain = name.lowercased().replacing("-", with: "_").replacing(" ", with: "_")
      return words.contains(plain) || words.contains { plain.hasSuffix("_" + $0) }
    }
    return found.count == 1 ? found.first : nil
  }
}
