import Draws
import Texts

/// Who is asked about an image.
package struct ImageAssignment: Equatable, Sendable {
  package let imageID: String
  /// Ids of annotators, in the order of the spec.
  package let annotators: [String]
  /// Those of `annotators` who judged this image in an earlier round; asked again since no other senior is
  /// left.
  package let repeated: [String]
}

/// A judgement of an earlier round of the same iteration.
package struct EarlierVote: Equatable, Sendable {
  package let imageID: String
  package let annotator: String

  /// Makes the record that `annotator` judged `imageID`.
  package init(imageID: String, annotator: String) {
    self.imageID = imageID
    self.annotator = annotator
  }
}

/// Who is asked about which image, balanced and by keyed draws.
package enum Assignment {
  /// Chooses `perImage` of `annotators` for each image.
  ///
  /// Images are taken in an order drawn from their ids, those with the fewest eligible people first; each
  /// goes to those with the fewest images so far, ties by draw. Where everybody is eligible the numbers of
  /// images differ by one at most. Someone in `earlier` for an image is not asked about it again unless too
  /// few others are left.
  ///
  /// - Parameters:
  ///   - images: Image ids, each once.
  ///   - annotators: Those who may be asked: everybody in round 1, the seniors in round 2.
  ///   - perImage: At least 1.
  ///   - earlier: Judgements of earlier rounds.
  ///   - draw: Keyed by the iteration and the export.
  /// - Returns: One assignment an image, in the order of `images`.
  /// - Throws: `LabellingError` where an image or an annotator appears twice or people are too few.
  package static func assign(
    images: [String], annotators: [AnnotatorAccount], perImage: Int, earlier: [EarlierVote] = [], draw: Draw
  ) throws -> [ImageAssignment] {
    guard perImage >= 1 else {
      throw LabellingError.outOfRange(name: "annotators_per_image", value: perImage)
    }
    guard perImage <= annotators.count else {
      throw LabellingError.notEnoughAnnotators(needed: perImage, available: annotators.count)
    }
    try requireDistinct(annotators)
    var seen = Set<ExactText>()
    for image in images where !seen.insert(ExactText(image)).inserted {
      throw LabellingError.duplicateImage(image: image)
    }

    let judged = Set(earlier.map { ExactPair($0.imageID, $0.annotator) })
    var fresh: [[Bool]] = []
    fresh.reserveCapacity(images.count)
    for image in images {
      fresh.append(annotators.map { judged.isEmpty || !judged.contains(ExactPair(image, $0.id)) })
    }
    let eligible = fresh.map { $0.count(where: { $0 }) }
    let keys = images.map { draw.key($0) }
    let order = images.indices.sorted {
      (eligible[$0], keys[$0], ExactText(images[$0])) < (eligible[$1], keys[$1], ExactText(images[$1]))
    }

    var load = [Int](repeating: 0, count: annotators.count)
    var chosen = [[Int]](repeating: [], count: images.count)
    for image in order {
      var stream = draw.stream(images[image])
      let ties = annotators.map { _ in stream.next() }
      let ranked = annotators.indices.sorted {
        (fresh[image][$0] ? 0 : 1, load[$0], ties[$0], $0)
          < (fresh[image][$1] ? 0 : 1, load[$1], ties[$1], $1)
      }
      chosen[image] = ranked.prefix(perImage).sorted()
      for annotator in chosen[image] { load[annotator] += 1 }
    }
    return images.indices.map { image in
      ImageAssignment(
        imageID: images[image], annotators: chosen[image].map { annotators[$0].id },
        repeated: chosen[image].filter { !fresh[image][$0] }.map { annotators[$0].id })
    }
  }

  /// Refuses two annotators of one id or one user.
  static func requireDistinct(_ annotators: [AnnotatorAccount]) throws {
    var ids = Set<ExactText>()
    var users = Set<AccountName>()
    for account in annotators {
      guard ids.insert(ExactText(account.id)).inserted else {
        throw LabellingError.duplicateAnnotator(name: account.id)
      }
      for user in account.users where !users.insert(user).inserted {
        throw LabellingError.duplicateAnnotator(name: user.user.text)
      }
    }
  }
}
