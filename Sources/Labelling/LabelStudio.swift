import JSON
import Texts

/// What Label Studio is given: tasks to import and the labelling configuration of a project.
package enum LabelStudio {
  /// The name of the question about the class.
  package static let labelControl = "label"
  /// The name of the question about the annotator's confidence.
  package static let confidenceControl = "confidence"
  /// The confidences offered, from the least; read back without regard to case.
  package static let confidences = ["Low", "Medium", "High"]

  /// A JSON import file: a list of tasks with `data.image`, `data.item_id` and `data.rank`, as ordered.
  ///
  /// Nothing in it shows what a task is for, and no prediction goes with it.
  ///
  /// - Parameters:
  ///   - tasks: One annotator's tasks: the open edition has no assignment, so each person gets a project.
  ///   - imagePrefix: Put before the percent-encoded image id, `/data/local-files/?d=` for a local-files
  ///     storage.
  ///   - addresses: The addresses of images that have one of their own, as `GivenAddress` gives them.
  /// - Returns: The bytes of the file.
  package static func payload(
    tasks: [LabelTask], imagePrefix: String, addresses: [ExactText: String] = [:]
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { writer in
      for task in tasks {
        writer.newline()
        writer.object { writer in
          writer.key("data")
          writer.object { writer in
            writer.key("image")
            writer.string(
              addresses[ExactText(task.imageID)] ?? ImageAddress.make(prefix: imagePrefix, imageID: task.imageID))
            writer.key("item_id")
            writer.string(task.taskID)
            writer.key("rank")
            writer.integer(Int64(task.rank))
          }
        }
      }
    }
    return writer.bytes + [0x0A]
  }

  /// The labelling configuration: the image, one class or `cannot_tell`, and the confidence.
  ///
  /// - Throws: `LabellingError.reservedClass` or `.unsupportedClass`.
  package static func labelConfig(classes: [String]) throws -> String {
    try Answers.check(classes: classes)
    var lines = [
      "<View>",
      #"  <Image name="image" value="$image" zoom="true"/>"#,
      #"  <Header value="Class"/>"#,
      #"  <Choices name="\#(labelControl)" toName="image" choice="single" required="true">"#,
    ]
    for name in classes + [Answers.cannotTell] {
      lines.append(#"    <Choice value="\#(try attribute(name))"/>"#)
    }
    lines += [
      "  </Choices>",
      #"  <Header value="Confidence"/>"#,
      #"  <Choices name="\#(confidenceControl)" toName="image" choice="single-radio">"#,
    ]
    lines += confidences.map { #"    <Choice value="\#($0)"/>"# }
    lines += ["  </Choices>", "</View>", ""]
    return lines.joined(separator: "\n")
  }

  /// `name` escaped for an attribute in quotation marks.
  private static func attribute(_ name: String) throws -> String {
    // A leading `$` would be taken for a field of the task.
    guard !name.isEmpty, name.utf8.first != UInt8(ascii: "$"),
      name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F && $0.value & 0xFFFE != 0xFFFE })
    else { throw LabellingError.unsupportedClass(name: name) }
    var escaped = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
