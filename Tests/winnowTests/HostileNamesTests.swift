import Foundation
import Testing

/// Ids and classes that were made to do harm go through every format unchanged, or are refused by name.
@Suite struct HostileNamesTests {
  private static let chromium = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Names that a file system takes.
  private static let names = [
    "<img src=x onerror=document.title='owned'>.png", "</script><script>document.title='owned'<.png", "a&amp;b\"'.png",
    "=HYPERLINK(1).png", "+1.png", "-rf.png", "@SUM(1).png", "\u{202E}gnp.live.png", "caf\u{E9}.png", "cafe\u{301}.png",
    "a b%20c+d?e#f.png", "a,b;c.png", "\u{1F600}\u{200D}.png", ".. .png", "...png", "~$x`id`.png", "a\\..\\b.png",
    "\u{FEFF}bom.png", "nul.png", "%00%0a.png", "{{7*7}}${7*7}.png", String(repeating: "x", count: 251) + ".png",
    "http://127.0.0.1:9 x.png".replacingOccurrences(of: "/", with: "\u{2215}"),
  ]
  /// Classes, the first of which is the negative one.
  private static let classes = [
    "normal", "<b onmouseover=alert(1)>", "=1+1", "{{x}}%s", "e\u{301}te\u{301}", "a,b;c \"d\"", "@x",
    "\u{1F4A5}",
  ]

  /// A pool of renamed factory images with renamed classes, and the spec for it.
  private func workshop(to platform: String) throws -> Workshop {
    let workshop = try Workshop()
    try workshop.succeeds("factory", "--out", "drawn", "--count", "360", "--size", "48")
    let old = [
      "normal", "scratch", "discoloration", "foreign_particle", "edge_chip", "dent", "contamination", "micro_crack",
    ]
    let label = Dictionary(uniqueKeysWithValues: zip(old, Self.classes))
    var (truth, metadata) = ("image,label\n", "image,group\n")
    let rows = try workshop.read("drawn/truth.csv").split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    try FileManager.default.createDirectory(atPath: "\(workshop.path)/images", withIntermediateDirectories: true)
    for (number, row) in rows.enumerated() {
      let name = number % 7 == 3 && number / 7 < Self.names.count ? Self.names[number / 7] : "\(number).png"
      let file = URL(filePath: "\(workshop.path)/images").appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.moveItem(atPath: "\(workshop.path)/drawn/\(row[0])", toPath: file.path)
      truth += "\(Self.quoted(name)),\(Self.quoted(label[String(row[1])] ?? ""))\n"
      metadata += "\(Self.quoted(name)),\(Self.quoted("<i>run \(number % 20)</i>"))\n"
    }
    try workshop.write(truth, to: "images/truth.csv")
    try workshop.write(metadata, to: "images/metadata.csv")
    let listed = Self.classes.map { "'\($0.replacingOccurrences(of: "'", with: "''"))'" }.joined(separator: ", ")
    try workshop.write(
      // Names that begin with a dot are taken only where the pattern begins with one.
      Workshop.spec.replacingOccurrences(of: "\"images/**/*.png\"", with: "[\"**/*.png\", \"**/.*.png\"]")
        .replacingOccurrences(of: "[\(old.joined(separator: ", "))]", with: "[\(listed)]")
        .replacingOccurrences(of: "{size: 60, by: group}", with: "{size: 150, by: group}")
        .replacingOccurrences(of: "label-studio", with: platform), to: "spec.yaml")
    try workshop.succeeds("split", "--labels", "images/truth.csv", "--minimum", "1")
    return workshop
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  /// The values of a column, by their bytes.
  private func column(_ name: String, _ file: String, in workshop: Workshop) throws -> [[UInt8]] {
    try workshop.succeeds("show", file, "--json", "--columns", name).output.split(separator: "\n").map { line in
      let row = try JSONDecoder().decode([String: String?].self, from: Data(line.utf8))
      return row[name].flatMap { $0 }.map { Array($0.utf8) } ?? []
    }
  }

  @Test(arguments: ["label-studio", "csv"]) func goThroughTheLoopUnchanged(_ platform: String) throws {
    let workshop = try workshop(to: platform)
    for iteration in 0...1 { try workshop.completes(iteration) }
    let ids = try column("image_id", "data/iterations/001/pool/pool.parquet", in: workshop)
    for name in Self.names { #expect(ids.contains(Array(name.utf8)), "\(name) changed") }
    #expect(ids.count == 360)

    // What people were asked about and what came of it are the same images and classes, byte for byte.
    let known = Set(ids)
    let classes = Set(Self.classes.map { Array($0.utf8) })
    var labelled: Set<[UInt8]> = []
    for iteration in ["000", "001"] {
      let folder = "data/iterations/\(iteration)"
      #expect(workshop.has("\(folder)/ingest-1/rejected.parquet"))
      let images = try column("image_id", "\(folder)/ingest-2/labels.parquet", in: workshop)
      #expect(known.isSuperset(of: images))
      labelled.formUnion(images)
      let labels = try column("label", "\(folder)/ingest-2/labels.parquet", in: workshop).filter { !$0.isEmpty }
      #expect(classes.isSuperset(of: labels))
    }
    #expect(!labelled.isDisjoint(with: Self.names.map { Array($0.utf8) }))
    #expect(try workshop.run(["verify"]).code == 0)
    #expect(try workshop.run(["diff", "0", "1", "--html", "diff.html"]).code == 1)
  }

  @Test(.enabled(if: chromium != nil, "there is no Chromium")) func aBrowserRunsNothingAndFetchesNothing() throws {
    let workshop = try workshop(to: "label-studio")
    for iteration in 0...1 { try workshop.completes(iteration) }
    _ = try workshop.run(["diff", "0", "1", "--html", "diff.html"])
    for page in ["data/iterations/000/report/report.html", "data/iterations/001/report/report.html", "diff.html"] {
      let title = try workshop.read(page).firstMatch(of: /<title>([^<]*)<\/title>/)?.output.1
      let process = Process()
      process.executableURL = URL(fileURLWithPath: try #require(Self.chromium))
      process.arguments = [
        "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(workshop.path)/profile",
        "--disable-background-networking", "--disable-component-update", "--no-first-run", "--virtual-time-budget=2000",
        "--log-net-log=\(workshop.path)/net.json", "--dump-dom",
        "file://\(workshop.path)/\(page)",
      ]
      let output = Pipe()
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
      let dom = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0 && dom.contains("</html>"))
      // No script ran, or it would have changed the title; none was even stopped by the policy.
      #expect(dom.firstMatch(of: /<title>([^<]*)<\/title>/)?.output.1 == title)
      #expect(!dom.contains("<script") && !dom.contains("owned'>\""))
      // The browser looks for its own updates whatever page it shows.
      let network = try workshop.read("net.json")
      let requests = network.matches(of: /"url":"(https?:[^"]*)"/).map { String($0.output.1) }
        .filter { $0.firstMatch(of: /^https?:\/\/[a-z0-9.-]*\.(google|gvt1|googleapis|gstatic)\.com\//) == nil }
      #expect(requests.isEmpty, "\(page) asks for \(requests)")
    }
  }

  @Test func whatNoFileMayBeCalledIsRefusedByName() throws {
    let workshop = try Workshop.withFactory(images: 120)
    for (name, word) in [
      ("a\nb.png", "control"), ("a\u{85}b.png", "control"), ("a\u{7F}b.png", "control"), ("\u{1B}[2J.png", "control"),
    ] {
      let file = "\(workshop.path)/images/images/\(name)"
      try FileManager.default.createDirectory(
        atPath: "\(workshop.path)/images/images", withIntermediateDirectories: true)
      try Data("x".utf8).write(to: URL(fileURLWithPath: file))
      let outcome = try workshop.run(["run", "0"])
      #expect(outcome.code == 3 && outcome.errors.contains(word), "\(outcome.errors)")
      // The terminal of whoever reads this does not obey the name.
      #expect(!outcome.errors.contains(name))
      try FileManager.default.removeItem(atPath: file)
    }
  }
}
