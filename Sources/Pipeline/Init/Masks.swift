import Texts

/// Pictures that are drawn over others, as masks of defects are: nobody should be asked what they show.
///
/// Pure: paths in, paths out.
enum Masks {
  private static let folders: Set<String> = [
    "mask", "masks", "ground_truth", "groundtruth", "annotation", "annotations",
  ]
  private static let endings = ["_mask", "-mask", "_gt", "_label", "_seg"]

  /// The images among `images` that seem to be masks: by their folder, by the end of their name, or because every one of
  /// their format has a photograph of the same name beside it.
  static func find(in images: [String]) -> Set<ExactText> {
    var masks: Set<ExactText> = []
    var byStem: [ExactText: [String]] = [:]
    for image in images {
      let parts = image.split(separator: "/").map { $0.lowercased() }
      let name = parts.last.map { String($0.prefix { $0 != "." }) } ?? ""
      if parts.dropLast().contains(where: folders.contains) || endings.contains(where: name.hasSuffix) {
        masks.insert(image.exact)
      } else {
        byStem[stem(image).exact, default: []].append(image)
      }
    }
    return masks.union(beside(byStem, images))
  }

  /// The images of `.png` or `.bmp` of which nearly all have a `.jpg` of their name beside them.
  private static func beside(_ byStem: [ExactText: [String]], _ images: [String]) -> [ExactText] {
    ["png", "bmp"].flatMap { drawn -> [ExactText] in
      let all = images.filter { ending($0) == drawn }
      let paired = byStem.values.filter { pair in
        pair.count == 2 && pair.contains { ending($0) == drawn }
          && pair.contains { ["jpg", "jpeg"].contains(ending($0)) }
      }
      guard paired.count >= 2, paired.count * 10 >= all.count * 9 else { return [] }
      return paired.flatMap { $0.filter { ending($0) == drawn }.map(\.exact) }
    }
  }

  private static func stem(_ image: String) -> String {
    image.lastIndex(of: ".").map { String(image[..<$0]) } ?? image
  }

  private static func ending(_ image: String) -> String {
    image.lastIndex(of: ".").map { image[image.index(after: $0)...].lowercased() } ?? ""
  }
}
