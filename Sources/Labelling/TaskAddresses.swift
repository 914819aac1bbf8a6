import Texts

/// Where people find the pictures of a batch.
package struct TaskAddresses: Sendable {
  /// What a name says of the image.
  package enum Style: Sendable {
    /// `000/t12….png`: the iteration, and the task's own id.
    case opaque(folder: String)
    /// The image's id.
    case named
  }

  private let prefix: String
  private let style: Style
  private let given: [ExactText: String]

  /// Prepares for the tasks of an export.
  ///
  /// - Parameters:
  ///   - prefix: What stands before a name.
  ///   - style: What names are.
  ///   - given: The addresses of images that have one of their own, as `GivenAddress` gives them.
  package init(prefix: String, style: Style, given: [ExactText: String] = [:]) {
    self.prefix = prefix
    self.style = style
    self.given = given
  }

  /// Where the picture of a task is found.
  package func address(_ task: LabelTask) -> String {
    if let own = given[ExactText(task.imageID)] { return own }
    switch style {
    case .opaque(let folder):
      return prefix + "\(folder)/\(Self.opaqueName(taskID: task.taskID, imageID: task.imageID))"
    case .named:
      // Without a prefix it is the id itself that people read.
      return prefix.isEmpty ? task.imageID : ImageAddress.make(prefix: prefix, imageID: task.imageID)
    }
  }

  /// The name of a served picture: the task's id and the image's ending.
  package static func opaqueName(taskID: String, imageID: String) -> String {
    let base =
      imageID.utf8.lastIndex(of: UInt8(ascii: "/")).map {
        String(decoding: imageID.utf8[imageID.utf8.index(after: $0)...], as: UTF8.self)
      } ?? imageID
    guard let dot = base.utf8.lastIndex(of: UInt8(ascii: ".")) else { return taskID }
    let ending = PlatformUser.folded(String(decoding: base.utf8[base.utf8.index(after: dot)...], as: UTF8.self))
    let isPlain =
      (1...5).contains(ending.utf8.count)
      && ending.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    return isPlain ? "\(taskID).\(ending)" : taskID
  }
}
