import Draws
import Labelling
import Testing
import Texts

@Suite struct CSVFormatTests {
  private func parse(_ text: String) throws -> [ReturnedRow] {
    try CSVFormat.parse(Array(text.utf8), file: "x.csv")
  }

  private func failure(_ bytes: [UInt8]) -> (position: TextPosition, problem: FileProblem)? {
    do {
      _ = try CSVFormat.parse(bytes, file: "x.csv")
      return nil
    } catch LabellingError.malformed(_, let position, let problem) {
      return (position, problem)
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  @Test func theFormIsAnEmptyTable() {
    let tasks = [
      LabelTask(taskID: "0f", imageID: "images/a,b.png", rank: 0, round: 1),
      LabelTask(taskID: "1e", imageID: "=cmd.png", rank: 1, round: 1),
    ]
    let bytes = CSVFormat.payload(tasks: tasks, annotator: "@ana", addresses: TaskAddresses(prefix: "", style: .named))
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "task_id,image,annotator,label,confidence,submitted_at,lead_time_s\r\n"
        + "0f,\"images/a,b.png\",'@ana,,,,\r\n1e,'=cmd.png,'@ana,,,,\r\n")
    let address = CSVFormat.payload(
      tasks: tasks, annotator: "a", addresses: TaskAddresses(prefix: "https://x/", style: .named))
    #expect(String(decoding: address, as: UTF8.self).contains("https://x/images/a%2Cb.png,a"))
  }

  @Test func everyHostileIdReadsBack() throws {
    for id in NamesTests.hostile.filter({ $0.utf8.count <= 1_024 && !$0.isEmpty }) {
      var answer = CSVAnswer(taskID: id, image: id, annotator: id)
      answer.label = id
      let row = try #require(try CSVFormat.parse(CSVFormat.write([answer]), file: "x").first)
      for text in [row.taskID, row.annotator, row.label] {
        #expect(text.map { Array($0.utf8) } == Array(id.utf8))
      }
    }
  }

  @Test func readsAnswers() throws {
    let rows = try parse(
      """
      label;task_id;annotator;confidence;submitted_at;lead_time_s;note
      dent;t1;ana;low;2026-11-20 23:54;12.5;"a;""b""
      c"

      cannot_tell;t2;ana;;;;
      skip;t3;ana;;;;
      ;t4;ana;;;x;
      """)
    #expect(rows.map(\.kind) == [.vote, .cannotTell, .skip, .empty])
    #expect(rows.map(\.taskID) == ["t1", "t2", "t3", "t4"])
    #expect(rows.map(\.index) == [0, 1, 2, 3])
    #expect(rows[0].confidence == "low")
    #expect(rows[0].updatedAt == Timestamp.parse("2026-11-20T23:54:00Z"))
    #expect(rows[0].leadTime == 12.5)
    #expect(rows[3].leadTime == nil)
    #expect(
      rows[0].raw
        == #"{"label":"dent","task_id":"t1","annotator":"ana","confidence":"low","submitted_at":"2026-11-20 23:54","lead_time_s":"12.5","note":"a;\"b\"\nc"}"#
    )
    #expect(Set(rows.map(\.key)).count == 4)
  }

  @Test func theSameLineIsTheSameRowAndACorrectedOneIsNot() throws {
    let header = "task_id,annotator,label\n"
    let first = try parse(header + "t1,ana,\n")
    let second = try parse(header + "t1,ana,dent\nt1,ana,dent\nt1,an,adent\n")
    #expect(first[0].key != second[0].key)
    #expect(second[0].key == second[1].key)
    #expect(second[0].key != second[2].key)
  }

  @Test func anUnreadableTimeIsMalformed() throws {
    let rows = try parse("task_id,annotator,label,submitted_at\nt1,ana,dent,20/11/2026 23:54\n")
    #expect(rows.map(\.kind) == [.malformed(.noTime)])
  }

  @Test func errorsHaveAPosition() {
    func check(_ text: String, _ problem: FileProblem, _ line: Int, _ column: Int) {
      let found = failure(Array(text.utf8))
      #expect(found?.problem == problem)
      #expect(found.map { [$0.position.line, $0.position.column] } == [line, column])
    }
    let header = "task_id,annotator,label\n"
    check("", .missingColumn("task_id"), 1, 1)
    check("task_id,label\n", .missingColumn("annotator"), 1, 1)
    check("task_id,annotator,label,label\n", .duplicateColumn("label"), 1, 25)
    check(header + "t1,ana\n", .wrongFieldCount(expected: 3, found: 2), 2, 1)
    check(header + "t1,ana,dent,x\n", .wrongFieldCount(expected: 3, found: 4), 2, 1)
    check(header + "t1,\"ana,dent\n", .unterminatedQuote, 2, 4)
    check(header + "t1,a\"na,dent\n", .strayQuote, 2, 5)
    check(header + "t1,\"a\"na,dent\n", .strayQuote, 2, 7)
    let found = failure(Array(header.utf8) + [0x74, 0x2C, 0xFF, 0x2C, 0x0A])
    #expect(found?.problem == .invalidUTF8)
    #expect(found?.position.line == 2)
    check(String(repeating: ",", count: 2_000), .tooManyValues(limit: 1_000), 1, 1_001)
  }

  @Test func anyPrefixAndAnyEditIsRowsOrAnError() {
    var answer = CSVAnswer(taskID: "t1", image: "a \"b\",\u{E9}\n.png", annotator: "=ana")
    answer.label = "dent"
    let whole = CSVFormat.write([answer, answer, CSVAnswer(taskID: "t2", image: "x", annotator: "ben")])
    for length in 0...whole.count { _ = failure(Array(whole[..<length])) }
    var stream = DrawStream(seed: 9)
    for _ in 0..<5_000 {
      var bytes = whole
      for _ in 0...stream.below(4) {
        bytes[stream.below(bytes.count)] = UInt8(truncatingIfNeeded: stream.next())
      }
      _ = failure(bytes)
    }
  }

  @Test func formulasAreNeutralisedAndComeBack() {
    let risky = ["=1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'=1", "''-1", "\u{FF1D}1", "=\u{301}x"]
    for cell in risky {
      let shown = FormulaGuard.protect(cell)
      #expect(shown.unicodeScalars.first == "'")
      #expect(FormulaGuard.unprotect(shown).utf8.elementsEqual(cell.utf8))
    }
    for cell in ["", "a", "1", "'", "'a", "a=1", "images/-1.png", " =1"] {
      #expect(FormulaGuard.protect(cell) == cell)
      #expect(FormulaGuard.unprotect(cell) == cell)
    }
  }

  @Test func aFormIsReadAsAPersonSeesIt() throws {
    let tasks = [LabelTask(taskID: "0f", imageID: "=a.png", rank: 0, round: 1)]
    let form = CSVFormat.payload(tasks: tasks, annotator: "a", addresses: TaskAddresses(prefix: "", style: .named))
    let read = try CSVFormat.readPayload(form, file: "a.csv")
    #expect(read.map(\.taskID) == ["0f"])
    #expect(read.map(\.image) == ["=a.png"])
    #expect(throws: LabellingError.self) { try CSVFormat.readPayload(Array("a,b\n".utf8), file: "a.csv") }
  }
}
