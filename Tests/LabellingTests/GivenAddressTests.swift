import Labelling
import Testing
import Texts

@Suite struct GivenAddressTests {
  @Test(arguments: [
    ("https://a.example/x.png?y=1&z=2#f", "https://a.example/x.png?y=1&z=2#f"), ("HTTP://a/b", "HTTP://a/b"),
    ("s3://bucket/my pic.png", "s3://bucket/my%20pic.png"), ("gs://b/é.png", "gs://b/%C3%A9.png"),
    ("azure-blob://c/x", "azure-blob://c/x"), ("/data/x.png", "/data/x.png"), ("images/a:b.png", "images/a:b.png"),
    ("https://a/%20", "https://a/%20"), ("https://a/\"><script>", "https://a/%22%3E%3Cscript%3E"),
    ("https://a/\u{202E}x", "https://a/%E2%80%AEx"),
  ])
  func isTakenAndWrittenSoThatItCarriesNoMark(_ text: String, _ expected: String) {
    #expect(GivenAddress.checked(text) == expected)
  }

  @Test(arguments: [
    "", "javascript:alert(1)", "data:image/png;base64,AA", "file:///etc/passwd", "ftp://a/b", "//a/b", "https:",
    "https://",
    "https:///x", "https:a", "C:\\x.png", "https://a/\nb", "a\u{0}", String(repeating: "a", count: 4_097),
  ])
  func isRefusedWhereItLeadsElsewhere(_ text: String) { #expect(GivenAddress.checked(text) == nil) }

  @Test func aTaskIsShownByItsOwnAddress() {
    let tasks = ["a.png", "b.png"].enumerated().map {
      LabelTask(taskID: "t\($0.offset)", imageID: $0.element, rank: $0.offset, round: 1)
    }
    let addresses = [ExactText("b.png"): "https://a/b"]
    let json = String(
      decoding: LabelStudio.payload(
        tasks: tasks, addresses: TaskAddresses(prefix: "/d/?d=", style: .named, given: addresses)), as: UTF8.self)
    #expect(json.contains(#""image":"/d/?d=a.png""#) && json.contains(#""image":"https://a/b""#))
    let form = String(
      decoding: CSVFormat.payload(
        tasks: tasks, annotator: "ana", addresses: TaskAddresses(prefix: "", style: .named, given: addresses)),
      as: UTF8.self)
    #expect(form.contains("t0,a.png,ana") && form.contains("t1,https://a/b,ana"))
  }
}
