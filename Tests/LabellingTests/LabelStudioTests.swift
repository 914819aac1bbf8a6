import Labelling
import Testing

@Suite struct LabelStudioTests {
  @Test func theConfigurationAsksForOneClassAndAConfidence() throws {
    #expect(
      try LabelStudio.labelConfig(classes: ["normal", "dent"], arePicturesSmall: true) == """
        <View style="display: flex; gap: 24px; align-items: flex-start">
          <Style>.lsf-sidepanels__wrapper_align_right { display: none } .lsf-sidepanels { padding-right: 0 !important }</Style>
          <View style="flex: 1 1 auto; min-width: 0">
            <Image name="image" value="$image" zoom="true" zoomControl="true" smoothing="false" maxWidth="100%" maxHeight="calc(100vh - 170px)"/>
          </View>
          <View style="flex: 0 0 260px; max-height: calc(100vh - 170px); overflow-y: auto">
            <Header value="Which class?" size="4"/>
            <Choices name="label" toName="image" choice="single-radio" required="true" requiredMessage="Choose a class.">
              <Choice value="normal" hotkey="1"/>
              <Choice value="dent" hotkey="2"/>
              <Choice value="cannot_tell" hotkey="0"/>
            </Choices>
            <Header value="How sure are you?" size="4"/>
            <Choices name="confidence" toName="image" choice="single-radio" required="true" requiredMessage="Say how sure you are: q, w or e.">
              <Choice value="low" hotkey="q"/>
              <Choice value="medium" hotkey="w"/>
              <Choice value="high" hotkey="e"/>
            </Choices>
            <Header value="Submit: Ctrl + Enter" size="5"/>
          </View>
        </View>

        """)
  }

  @Test func classNamesAreEscaped() throws {
    let config = try LabelStudio.labelConfig(classes: [#"<a b='1'>&"x""#, "\u{202E}\u{E9}"], arePicturesSmall: false)
    #expect(config.contains(#"<Choice value="&lt;a b=&#39;1&#39;&gt;&amp;&quot;x&quot;" hotkey="1"/>"#))
    #expect(config.contains("<Choice value=\"\u{202E}\u{E9}\" hotkey=\"2\"/>"))
  }

  @Test func keysArePlainAndNoTwoTheSame() throws {
    let config = try LabelStudio.labelConfig(classes: (1...35).map { "class \($0)" }, arePicturesSmall: false)
    let keys = config.matches(of: /hotkey="(.)"/).map { String($0.output.1) }
    #expect(keys.count == 33 && Set(keys).count == 33 && Set(keys).isDisjoint(with: ["h", "u", "v"]))
    #expect(
      keys.prefix(10) == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "a"] && keys.suffix(4) == ["0", "q", "w", "e"])
    #expect(config.contains(#"smoothing="true""#) && config.contains(#"<Choice value="class 35"/>"#))
  }

  @Test(arguments: ["", "$image", "a\nb", "a\u{0}", "\u{7F}", "\u{FFFF}"])
  func refusesClassesThatTheConfigurationCannotCarry(_ name: String) {
    #expect(throws: LabellingError.unsupportedClass(name: name)) {
      try LabelStudio.labelConfig(classes: ["normal", name], arePicturesSmall: false)
    }
  }

  @Test(arguments: ["cannot_tell", "skip", "normal"])
  func refusesReservedAndRepeatedClasses(_ name: String) {
    #expect(throws: LabellingError.reservedClass(name: name)) {
      try LabelStudio.labelConfig(classes: ["normal", name], arePicturesSmall: false)
    }
  }

  @Test func thePayloadIsAListOfTasks() throws {
    let tasks = [
      LabelTask(taskID: "0f", imageID: "images/a b.png", rank: 0, round: 1),
      LabelTask(taskID: "1e", imageID: "images/<c>.png", rank: 1, round: 1),
    ]
    let bytes = LabelStudio.payload(
      tasks: tasks, addresses: TaskAddresses(prefix: "/data/local-files/?d=", style: .named))
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        [
        {"data":{"image":"/data/local-files/?d=images/a%20b.png","item_id":"0f","rank":0}},
        {"data":{"image":"/data/local-files/?d=images/%3Cc%3E.png","item_id":"1e","rank":1}}]

        """)
    let read = try LabelStudio.readPayload(bytes, file: "ana.json")
    #expect(read.map(\.taskID) == ["0f", "1e"])
    #expect(
      read.map { ImageAddress.imageID(of: $0.image, prefix: "/data/local-files/?d=") } == tasks.map(\.imageID)
    )
    #expect(
      try LabelStudio.readPayload(
        LabelStudio.payload(tasks: [], addresses: TaskAddresses(prefix: "", style: .named)), file: "x"
      ).isEmpty)
  }

  @Test func hostileIdsStayInsideTheirStrings() throws {
    for id in NamesTests.hostile {
      let task = LabelTask(taskID: id, imageID: id, rank: 0, round: 1)
      let bytes = LabelStudio.payload(tasks: [task], addresses: TaskAddresses(prefix: "/d=", style: .named))
      let read = try LabelStudio.readPayload(bytes, file: "x")
      #expect(read.count == 1)
      #expect(read.first.map { Array($0.taskID.utf8) } == Array(id.utf8))
    }
  }
}
