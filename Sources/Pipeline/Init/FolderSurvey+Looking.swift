import Foundation
import Imaging
import Labelling
import Parallel
import Stages
import Storage
import Texts

extension FolderSurvey {
  /// The most pictures that are looked into for format, size and time.
  private static let mostLookedInto = 20_000
  /// The most bytes that are compared for copies.
  private static let mostCompared = 4 << 30
  /// How much of a picture is read at first; a JPEG's size lies within it nearly always.
  private static let beginning = 128 << 10
  /// The largest file of labels or metadata that is looked into.
  private static let largestTable = 256 << 20

  /// Looks at a folder.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - threads: How many pictures are read at once.
  /// - Returns: What was seen.
  /// - Throws: `InitError.noFolder`, `.noPictures`; `StorageError`.
  package static func look(at folder: String, threads: Int) throws -> FolderSurvey {
    let folder = Project.fromHere(folder)
    guard Files.isDirectory(folder) else { throw InitError.noFolder(folder) }
    let found = try PoolFolder(root: folder, patterns: [], data: nil, threads: threads)
    guard !found.files.isEmpty else {
      throw InitError.noPictures(folder, leftAside: found.leftAside.map(\.words))
    }
    var survey = FolderSurvey(root: folder)
    survey.leftAside = found.leftAside
    survey.noFiles = found.noFiles
    let masks = Masks.find(in: found.files)
    survey.images = found.files.filter { !masks.contains($0.exact) }
    survey.masks = found.files.filter { masks.contains($0.exact) }
    if survey.images.isEmpty { (survey.images, survey.masks) = (survey.masks, []) }
    survey.endings = counted(survey.images.map { ending($0) })
    try survey.readTables()
    if case .classes(let names) = FolderNames(survey.images).meaning { survey.classFolders = names }
    let times = try survey.lookInto(threads: threads)
    survey.patterns = survey.choosePatterns()
    survey.groupings = survey.findGroups(times)
    survey.copies = try survey.findCopies(threads: threads)
    return survey
  }

  private static func counted(_ endings: [String]) -> [(ending: String, images: Int)] {
    var counts: [String: Int] = [:]
    for ending in endings { counts[ending, default: 0] += 1 }
    return counts.map { (ending: $0.key, images: $0.value) }.sorted {
      $0.images == $1.images ? $0.ending.exact < $1.ending.exact : $0.images > $1.images
    }
  }

  static func ending(_ image: String) -> String {
    let name = image.split(separator: "/").last ?? ""
    return name.dropFirst().lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
  }

  // MARK: Labels and metadata

  /// Finds CSV files in the folder and in the one above; where more of them name pictures from above, that is the root.
  private mutating func readTables() throws {
    let above = Files.parent(of: root)
    let own = (root as NSString).lastPathComponent + "/"
    var tables: [(path: String, file: CSVFile, here: Int, above: Int)] = []
    let known = Set(images.map(\.exact))
    for folder in [root, above] {
      let names = ((try? Files.list(folder)) ?? []).filter { $0.lowercased().hasSuffix(".csv") }
      // What an earlier init wrote beside a spec is no finding.
      let ours = names.filter { name in
        ["-labels.csv", "-groups.csv"].contains { ending in
          name.hasSuffix(ending) && Files.exists("\(folder)/\(name.dropLast(ending.count)).yaml")
        }
      }
      for name in names where !ours.contains(name) {
        let path = "\(folder)/\(name)"
        guard let status = try? Files.status(path), status.kind == .regular, status.size <= Self.largestTable else {
          continue
        }
        guard let file = try? CSVFile(path: path) else {
          otherFiles.append((path, "it is no CSV table with a header"))
          continue
        }
        guard let column = file.index(of: "image") else {
          if let why = Self.foreignHeader(file.header) { otherFiles.append((path, why)) }
          continue
        }
        var (here, fromAbove) = (0, 0)
        for row in file.rows where row.fields.indices.contains(column) {
          let image = row.fields[column]
          if known.contains(image.exact) { here += 1 }
          if image.hasPrefix(own), known.contains(String(image.dropFirst(own.count)).exact) { fromAbove += 1 }
        }
        tables.append((path, file, here, fromAbove))
      }
    }
    let isAbove = tables.reduce(0) { $0 + $1.above } > tables.reduce(0) { $0 + $1.here }
    for table in tables {
      let fitting = isAbove ? table.above : table.here
      guard fitting > 0 else {
        otherFiles.append((table.path, "none of its \(table.file.rows.count.counted("row")) names a picture"))
        continue
      }
      take(table.path, table.file, fitting: fitting)
    }
    guard isAbove else { return }
    root = above
    prefix = own
    images = images.map { own + $0 }
    masks = masks.map { own + $0 }
  }

  private mutating func take(_ path: String, _ file: CSVFile, fitting: Int) {
    if let label = file.index(of: "label") {
      let classes = Set(file.rows.compactMap { $0.fields.indices.contains(label) ? $0.fields[label].exact : nil })
      let names = classes.map(\.text).filter { !$0.isEmpty }.sorted { $0.exact < $1.exact }
      guard labels.map({ $0.fitting < fitting }) ?? true else { return }
      labels = KnownLabels(path: path, classes: names, rows: file.rows.count, fitting: fitting)
    } else if metadata.map({ $0.fitting < fitting }) ?? true {
      metadata = FoundMetadata(path: path, columns: file.header.filter { $0 != "image" }, fitting: fitting)
    }
  }

  /// What a header means that has other words than `image` and `label`; nil where it seems to be about something else.
  private static func foreignHeader(_ header: [String]) -> String? {
    func first(_ words: [String]) -> String? {
      header.first { words.contains($0.lowercased().trimmingCharacters(in: .whitespaces)) }
    }
    let image = first(["image", "file", "filename", "file_name", "path", "filepath", "img", "name", "image_id", "id"])
    let label = first(["label", "class", "category", "target", "y", "classname", "class_name"])
    guard let image, let label else { return nil }
    return "its columns are called \(image.quoted) and \(label.quoted); Winnow reads 'image' and 'label'"
  }

  // MARK: Pictures

  /// Reads the beginnings of pictures: formats, sizes, and when each was taken.
  private mutating func lookInto(threads: Int) throws -> [Int64?] {
    let step = max(1, (images.count + Self.mostLookedInto - 1) / Self.mostLookedInto)
    let places = Array(stride(from: 0, to: images.count, by: step))
    let (root, images) = (root, images)
    let seen = try Parallel.map(places.count, threads: threads) { index in
      try Self.picture("\(root)/\(images[places[index]])")
    }
    lookedInto = places.count
    var times: [Int64?] = Array(repeating: nil, count: images.count)
    var sides: [Int] = []
    var counts: [ImageFormat: Int] = [:]
    for (place, picture) in zip(places, seen) {
      switch picture {
      case .read(let format, let side, let time):
        counts[format, default: 0] += 1
        sides.append(side)
        times[place] = time
      case .unreadable(let reason): unreadable.append((images[place], reason))
      }
    }
    formats = ImageFormat.allCases.compactMap { format in counts[format].map { (format: format, images: $0) } }
      .sorted { $0.images > $1.images }
    sides.sort()
    if let least = sides.first, let most = sides.last { longSide = (least, sides[sides.count / 2], most) }
    // Of a sample of pictures no burst can be told.
    return step == 1 ? times : Array(repeating: nil, count: images.count)
  }

  private enum Seen: Sendable {
    case read(ImageFormat, longSide: Int, time: Int64?)
    case unreadable(String)
  }

  private static func picture(_ path: String) throws -> Seen {
    do {
      let file = try FileReader(path)
      var bytes = try file.read(at: 0, count: min(file.size, beginning))
      do {
        if case .failure(.truncated) = header(bytes), file.size > bytes.count { bytes = try Files.read(path) }
        let header = try header(bytes).get()
        return .read(header.format, longSide: max(header.width, header.height), time: ImageDecoder.captureTime(bytes))
      } catch let error as ImagingError {
        return .unreadable(error.message)
      }
    } catch let error as StorageError {
      return .unreadable(error.message)
    }
  }

  private static func header(_ bytes: [UInt8]) -> Result<ImageHeader, ImagingError> {
    do throws(ImagingError) {
      return .success(try ImageDecoder.header(bytes))
    } catch {
      return .failure(error)
    }
  }

  /// Patterns that leave out masks, and what else lies below a root that is the folder above.
  private func choosePatterns() -> [String] {
    guard !masks.isEmpty || !prefix.isEmpty else { return [] }
    func braced(_ words: [String]) -> String { words.count == 1 ? words[0] : "{\(words.joined(separator: ","))}" }
    let own = Set(images.map { Self.ending($0) })
    let drawn = Set(masks.map { Self.ending($0) })
    if own.isDisjoint(with: drawn), !own.contains("") {
      return ["\(Self.literal(prefix))**/*.\(braced(own.sorted()))"]
    }
    // Masks and photographs have the same endings: their folders tell them apart, if anything does, the first ones best.
    func first(_ names: [String]) -> Set<String> {
      Set(names.map { String($0.dropFirst(prefix.count).split(separator: "/").dropLast().first ?? "") })
    }
    let (tops, drawnTops) = (first(images), first(masks))
    if tops.isDisjoint(with: drawnTops), !tops.contains(""), !masks.isEmpty, tops.count <= 20 {
      return tops.sorted().map { "\(Self.literal(prefix + $0))/**/*.\(braced(own.sorted()))" }
    }
    func folders(_ names: [String]) -> Set<String> {
      Set(names.map { name in name.lastIndex(of: "/").map { String(name[...$0]) } ?? "" })
    }
    let (ours, theirs) = (folders(images), folders(masks))
    guard ours.isDisjoint(with: theirs), ours.count <= 200 else {
      return prefix.isEmpty ? [] : ["\(Self.literal(prefix))**"]
    }
    return ours.sorted().map { "\(Self.literal($0))*.\(braced(own.sorted()))" }
  }

  /// A path as a pattern that means itself.
  private static func literal(_ path: String) -> String {
    path.map { "*?[{".contains($0) ? "[\($0)]" : String($0) }.joined()
  }

  // MARK: Groups

  private func findGroups(_ times: [Int64?]) -> [FoundGroups] {
    if metadata?.hasGroups ?? false { return [] }
    var found: [FoundGroups] = []
    if classFolders.isEmpty, let groups = Bursts.byFolder(images) {
      found.append(FoundGroups(by: .folder, groups: groups))
    }
    if let groups = Bursts.byTime(images, times) { found.append(FoundGroups(by: .time, groups: groups)) }
    if let groups = Bursts.byName(images) { found.append(FoundGroups(by: .name, groups: groups)) }
    return found
  }

  // MARK: Copies

  /// Compares pictures of equal size by their digest.
  private func findCopies(threads: Int) throws -> Copies? {
    let root = root
    let images = images
    let sizes = try Parallel.map(images.count, threads: threads) { (try? Files.status("\(root)/\(images[$0])"))?.size }
    var bySize: [Int: [Int]] = [:]
    for (place, size) in sizes.enumerated() { if let size, size > 0 { bySize[size, default: []].append(place) } }
    var left = Self.mostCompared
    var isComplete = true
    var candidates: [Int] = []
    for (size, places) in bySize.sorted(by: { $0.key < $1.key }) where places.count > 1 {
      guard size * places.count <= left else {
        isComplete = false
        continue
      }
      left -= size * places.count
      candidates += places
    }
    let chosen = candidates.sorted()
    let digests = try Parallel.map(chosen.count, threads: threads) {
      try? Files.digest(of: "\(root)/\(images[chosen[$0]])").digest
    }
    var first: [Digest: Int] = [:]
    var extra = 0
    var example: [String] = []
    for (place, digest) in zip(chosen, digests) {
      guard let digest else { continue }
      if let known = first[digest] {
        extra += 1
        if example.isEmpty { example = [images[known], images[place]] }
      } else {
        first[digest] = place
      }
    }
    return extra > 0 || !isComplete ? Copies(images: extra, example: example, isComplete: isComplete) : nil
  }
}
