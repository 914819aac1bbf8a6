import JSON
import Texts

/// What Label Studio is given: tasks to import and the labelling configuration of a project.
package enum LabelStudio {
  /// The name of the question about the class.
  package static let labelControl = "label"
  /// The name of the question about the annotator's confidence.
  package static let confidenceControl = "confidence"
  /// The key of a task by which answers say that `winnow annotate` made them up.
  package static let simulatedKey: StaticString = "simulated_by"
  /// The confidences offered, from the least; read back without regard to case.
  package static let confidences = ["low", "medium", "high"]

  /// A JSON import file: a list of tasks with `data.image`, `data.item_id` and `data.rank`, as ordered.
  ///
  /// Nothing in it shows what a task is for; a prediction goes with it where the task has a suggestion.
  ///
  /// - Parameters:
  ///   - tasks: One annotator's tasks: the open edition has no assignment, so each person gets a project.
  ///   - addresses: Where their pictures are found.
  /// - Returns: The bytes of the file.
  package static func payload(tasks: [LabelTask], addresses: TaskAddresses) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { writer in
      for task in tasks {
        writer.newline()
        writer.object { writer in
          writer.key("data")
          writer.object { writer in
            writer.key("image")
            writer.string(addresses.address(task))
            writer.key("item_id")
            writer.string(task.taskID)
            writer.key("rank")
            writer.integer(Int64(task.rank))
          }
          guard let suggestion = task.suggestion else { return }
          writer.key("predictions")
          writer.array { $0.object { append(suggestion, to: &$0) } }
        }
      }
    }
    return writer.bytes + [0x0A]
  }

  private static func append(_ suggestion: Suggestion, to writer: inout JSONWriter) {
    writer.key("model_version")
    writer.string(Suggestion.model)
    writer.key("score")
    writer.double(suggestion.score)
    writer.key("result")
    writer.array { writer in
      writer.object { writer in
        writer.key("from_name")
        writer.string(labelControl)
        writer.key("to_name")
        writer.string("image")
        writer.key("type")
        writer.string("choices")
        writer.key("value")
        writer.object { writer in
          writer.key("choices")
          writer.array { $0.string(suggestion.label) }
        }
      }
    }
  }

  /// The labelling configuration: the image beside one class or `cannot_tell`, and the confidence.
  ///
  /// The digits choose the first nine classes and `0` `cannot_tell`, letters the classes after them; `q`, `w` and `e` say how
  /// sure one is, `h`, `u` and `v` are Label Studio's own. The style hides the panels of regions, which a class for a whole
  /// picture does not have; where a later version calls them otherwise it does nothing.
  ///
  /// - Parameters:
  ///   - classes: As the spec has them.
  ///   - arePicturesSmall: Whether pictures are shown enlarged: their pixels stay sharp then. Without smoothing thin lines of
  ///     a photograph break when it is made smaller.
  /// - Returns: The text of the configuration.
  /// - Throws: `LabellingError.reservedClass` or `.unsupportedClass`.
  package static func labelConfig(classes: [String], arePicturesSmall: Bool) throws -> String {
    try Answers.check(classes: classes)
    let image = #"<Image name="image" value="$image" zoom="true" zoomControl="true" smoothing="\#(!arePicturesSmall)""#
    var lines = [
      #"<View style="display: flex; gap: 24px; align-items: flex-start">"#,
      "  <Style>.lsf-sidepanels__wrapper_align_right { display: none } .lsf-sidepanels { padding-right: 0 !important }</Style>",
      #"  <View style="flex: 1 1 auto; min-width: 0">"#,
      "    \(image) maxWidth=\"100%\" maxHeight=\"calc(100vh - 170px)\"/>",
      "  </View>",
      #"  <View style="flex: 0 0 260px; max-height: calc(100vh - 170px); overflow-y: auto">"#,
      #"    <Header value="Which class?" size="4"/>"#,
      #"    <Choices name="\#(labelControl)" toName="image" choice="single-radio" required="true" requiredMessage="Choose a class.">"#,
    ]
    for (index, name) in classes.enumerated() {
      let key = index < hotKeys.count ? #" hotkey="\#(hotKeys[index])""# : ""
      lines.append(#"      <Choice value="\#(try attribute(name))"\#(key)/>"#)
    }
    lines += [
      #"      <Choice value="\#(Answers.cannotTell)" hotkey="0"/>"#,
      "    </Choices>",
      #"    <Header value="How sure are you?" size="4"/>"#,
      "    <Choices name=\"\(confidenceControl)\" toName=\"image\" choice=\"single-radio\" required=\"true\" "
        + #"requiredMessage="Say how sure you are: q, w or e.">"#,
    ]
    for (level, key) in zip(confidences, ["q", "w", "e"]) {
      lines.append(#"      <Choice value="\#(level)" hotkey="\#(key)"/>"#)
    }
    lines += [
      "    </Choices>", #"    <Header value="Submit: Ctrl + Enter" size="5"/>"#, "  </View>", "</View>", "",
    ]
    return lines.joined(separator: "\n")
  }

  /// The keys of classes, in order.
  private static let hotKeys = Array("123456789abcdfgijklmnoprstxyz").map(String.init)

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
