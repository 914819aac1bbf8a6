import Engine
import Labelling
import Spec
import Storage
import Texts

/// What stands beside the tasks of a batch: how they get to people, and the answers back.
///
/// It names no path of this machine and no account, so that it is the same wherever the batch is made.
package struct PayloadReadme {
  let target: ExportSpec.Target
  let iteration: Int
  let round: Int
  let classes: [String]
  let isOpaque: Bool
  let prefix: String
  let hasGuidelines: Bool
  /// Who, the file below the stage's folder, and how many tasks.
  let sheets: [(who: String, file: String, tasks: Int)]

  /// Plain text.
  var text: String {
    var lines = [
      "Iteration \(iteration), round \(round): tasks for \(sheets.count.counted("annotator"))",
      "",
    ]
    lines += sheets.map { "  \($0.file.printable): \($0.tasks.counted("task"))" }
    lines += ["", "DATA is the data directory: this file lies in DATA/iterations/\(folder)/export-\(round).", ""]
    switch target {
    case .labelStudio: lines += labelStudio
    case .argilla: lines += argilla
    case .prodigy: lines += prodigy
    case .csv: lines += csv
    }
    lines += [
      "", "Then: winnow run \(iteration)",
      "While answers are missing it says who owes how many, and which rows cannot be used and why.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private var folder: String { DataDirectory.iterationName(iteration) }

  /// What a project or a dataset of a person is called.
  package static func title(pipeline: String, iteration: Int, round: Int, who: String) -> String {
    "\(pipeline)-\(DataDirectory.iterationName(iteration))-\(round)-\(who)"
  }

  private var byServer: [String] {
    [
      "With a server that the spec names (stages.export.server.url, the token in an environment variable):", "",
      "  winnow push \(iteration)     a \(target == .argilla ? "dataset" : "project") for each person, with the pictures; run again, it goes on",
      "  winnow pull \(iteration)     fetches the answers into DATA/inbox/\(folder)", "",
    ]
  }

  private var pictures: [String] {
    isOpaque
      ? ["The pictures lie in DATA/pictures/\(folder), under names that say nothing; winnow run puts them there."]
      : [
        "The pictures are looked for under their own names, behind \(prefix.isEmpty ? "the pool's root" : prefix.quoted)."
      ]
  }

  private var labelStudio: [String] {
    let title = "\(folder)-\(round)-\(sheets.first?.who ?? "ana")"
    return byServer + ["By hand:", ""] + pictures + [
      "1. Label Studio must be allowed to show files of its machine. Before it is started:",
      "     export LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED=true",
      "     export LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT="
        + (isOpaque ? "DATA/pictures" : "a folder above the pictures"),
      "   DATA stands for its absolute path there.",
      "2. A project for each person, for the open edition assigns nobody: Create Project, name for example \(title.printable).",
      "3. Labeling Setup, Custom template, Code: the text of labelling-config.xml.",
      "4. Settings, Cloud Storage, Add Source Storage, Local files: absolute local path "
        + (isOpaque ? "DATA/pictures/\(folder)" : "of the pictures")
        + ", which must lie below the document root. Save, and do not press Sync: without a storage every picture is a 404.",
      hasGuidelines
        ? "5. Settings, Instructions: the text of \(Guidelines.file); show before labeling: on."
        : "5. Settings, Instructions: what people should know; the spec may name it (stages.export.guidelines).",
      "6. Import: the person's file of the list above.",
      "7. When the person is done: Export, JSON (not JSON-MIN), into DATA/inbox/\(folder).", "",
      "The export names people by numbers. Whose they are says the spec: annotators: [{id: \(sheets.first?.who ?? "ana"), label_studio: 1}].",
      "The answer of GET /api/users/, saved into DATA/inbox/\(folder), lets it name e-mail addresses instead.",
    ]
  }

  private var argilla: [String] {
    byServer + [
      "By hand, by Argilla's REST interface (the key in the header X-Argilla-Api-Key):", "",
      "1. A workspace and a dataset for each person: POST /api/v1/workspaces, POST /api/v1/datasets with",
      #"     {"allow_extra_metadata": true, "distribution": {"strategy": "overlap", "min_submitted": 1}}"#,
      "2. An image field called image; questions of the type label_selection called label (options: "
        + (classes + [Answers.cannotTell]).map(\.printable).joined(separator: ", ")
        + ") and confidence (\(Argilla.confidences.joined(separator: ", "))). Then PUT /api/v1/datasets/ID/publish.",
      "3. PUT /api/v1/datasets/ID/records/bulk with the person's file, 500 records at once. In each record fields.image must be an",
      "   http(s) address or the picture itself as a data URL of at most 5,000,000 characters: winnow push puts it there.",
      "4. When the person is done: GET /api/v1/datasets/ID/records?include=responses&limit=1000, each page as a file into",
      "   DATA/inbox/\(folder). The SDK's to_json() drops who answered and when.", "",
      "A dataset that is published takes no further class: another class is another dataset.",
    ]
  }

  private var prodigy: [String] {
    pictures + [
      "1. Serve the folder over http and give its address as stages.export.image_prefix, or load it with a recipe that puts pictures",
      "   into the tasks.", "2. Each person: prodigy mark batch-\(folder)-NAME NAME.jsonl --view-id choice",
      "   with PRODIGY_ALLOWED_SESSIONS or ?session=NAME: _annotator_id says who answered.",
      "3. prodigy db-out batch-\(folder)-NAME > DATA/inbox/\(folder)/NAME.jsonl, a file each",
    ]
  }

  private var csv: [String] {
    pictures + [
      "1. Each person fills in a form. In the column label stands one of "
        + (classes + [Answers.cannotTell, Answers.skip]).map(\.printable).joined(separator: ", ") + ".",
      "   confidence is low, medium, high or empty. submitted_at may stay empty; whoever answers a second time fills it in",
      "   (2026-11-30T14:05:00Z or 30.11.2026 14:05), or nobody knows which answer is the newer.",
      "2. The form goes into DATA/inbox/\(folder), under any name.",
      "Another tool's table will do, too: columns image, annotator, label.",
    ]
  }
}
