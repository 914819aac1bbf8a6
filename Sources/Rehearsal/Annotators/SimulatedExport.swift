import Draws
import JSON
import Labelling
import Texts

/// An answered task, as Label Studio would export it.
struct AnsweredTask {
  let task: PayloadTask
  let judgement: Judgement
  let createdAt: Int64
  let updatedAt: Int64
  let leadTime: Double
}

/// Writes the form of Label Studio's JSON export, in which nobody is taken for a user of a real server: a task says that its
/// answers are simulated, and they name people by their ids in the spec.
struct SimulatedExport {
  /// The project's number: one for each person, round and iteration.
  let project: Int64
  /// The number of the first task and of the first annotation.
  let firstID: Int64
  /// The id in the spec.
  let annotator: String
  /// When the tasks were imported.
  let importedAt: Int64
  let unique: Draw

  func write(_ answers: [AnsweredTask]) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { writer in
      for (index, answer) in answers.enumerated() {
        writer.newline()
        append(answer, index: index, to: &writer)
      }
    }
    return writer.bytes + [0x0A]
  }

  private func append(_ answer: AnsweredTask, index: Int, to writer: inout JSONWriter) {
    let id = firstID + Int64(index)
    let isSkip = answer.judgement.answer == .skip
    writer.object { writer in
      writer.key("id")
      writer.integer(id)
      writer.key("annotations")
      writer.array { $0.object { annotation(answer, id: id, to: &$0) } }
      writer.key("drafts")
      writer.array { _ in }
      writer.key("predictions")
      writer.array { _ in }
      writer.key("data")
      writer.object { writer in
        writer.key("image")
        writer.string(answer.task.image)
        writer.key("item_id")
        writer.string(answer.task.taskID)
        writer.key("rank")
        writer.integer(Int64(index))
      }
      writer.key("meta")
      writer.object { _ in }
      writer.key("created_at")
      writer.string(Timestamp.format(importedAt + Int64(index) * 37))
      writer.key("updated_at")
      writer.string(Timestamp.format(answer.updatedAt + 90_000))
      writer.key("allow_skip")
      writer.bool(true)
      writer.key("inner_id")
      writer.integer(Int64(index) + 1)
      writer.key("total_annotations")
      writer.integer(isSkip ? 0 : 1)
      writer.key("cancelled_annotations")
      writer.integer(isSkip ? 1 : 0)
      writer.key("total_predictions")
      writer.integer(0)
      writer.key("comment_count")
      writer.integer(0)
      writer.key("unresolved_comment_count")
      writer.integer(0)
      writer.key("last_comment_updated_at")
      writer.null()
      writer.key("project")
      writer.integer(project)
      writer.key("updated_by")
      person(&writer)
      writer.key("comment_authors")
      writer.array { _ in }
      writer.key("\(LabelStudio.simulatedKey)")
      writer.string(SimulatedAnnotators.signature)
    }
  }

  private func annotation(_ answer: AnsweredTask, id: Int64, to writer: inout JSONWriter) {
    writer.key("id")
    writer.integer(id)
    writer.key("completed_by")
    person(&writer)
    writer.key("result")
    writer.array { result(answer.judgement, to: &$0) }
    writer.key("was_cancelled")
    writer.bool(answer.judgement.answer == .skip)
    writer.key("ground_truth")
    writer.bool(false)
    writer.key("created_at")
    writer.string(Timestamp.format(answer.createdAt))
    writer.key("updated_at")
    writer.string(Timestamp.format(answer.updatedAt))
    writer.key("draft_created_at")
    writer.null()
    writer.key("lead_time")
    writer.double(answer.leadTime)
    writer.key("prediction")
    writer.object { _ in }
    writer.key("result_count")
    writer.integer(answer.judgement.answer == .skip ? 0 : 1)
    writer.key("unique_id")
    writer.string(uniqueID(answer.task.taskID))
    writer.key("import_id")
    writer.null()
    writer.key("last_action")
    writer.null()
    writer.key("bulk_created")
    writer.bool(false)
    writer.key("task")
    writer.integer(id)
    writer.key("project")
    writer.integer(project)
    writer.key("updated_by")
    person(&writer)
    for name in ["parent_prediction", "parent_annotation", "last_created_by"] {
      writer.key(name)
      writer.null()
    }
  }

  private func person(_ writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("annotator")
      writer.string(annotator)
    }
  }

  private func result(_ judgement: Judgement, to writer: inout JSONWriter) {
    switch judgement.answer {
    case .skip: return
    case .cannotTell: choice(LabelStudio.labelControl, Answers.cannotTell, to: &writer)
    case .label(let label): choice(LabelStudio.labelControl, label, to: &writer)
    }
    switch judgement.confidence {
    case .none: return
    case .low: choice(LabelStudio.confidenceControl, "Low", to: &writer)
    case .medium: choice(LabelStudio.confidenceControl, "Medium", to: &writer)
    case .high: choice(LabelStudio.confidenceControl, "High", to: &writer)
    }
  }

  private func choice(_ control: String, _ value: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("from_name")
      writer.string(control)
      writer.key("to_name")
      writer.string("image")
      writer.key("type")
      writer.string("choices")
      writer.key("value")
      writer.object { writer in
        writer.key("choices")
        writer.array { $0.string(value) }
      }
    }
  }

  /// A version 4 UUID that belongs to a task.
  private func uniqueID(_ taskID: String) -> String {
    func hex(_ value: UInt64) -> String {
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
    let high = hex(unique.key("0" + taskID) & ~0xF000 | 0x4000)
    let low = hex(unique.key("1" + taskID) & ~(0b11 << 62) | 0b10 << 62)
    return high.prefix(8) + "-" + high.dropFirst(8).prefix(4) + "-" + high.dropFirst(12) + "-"
      + low.prefix(4) + "-" + low.dropFirst(4)
  }
}
