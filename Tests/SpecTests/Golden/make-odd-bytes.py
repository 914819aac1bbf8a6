#!/usr/bin/env python3
"""Makes the specs of this folder whose bytes an editor would not keep. The others are written by hand."""

import pathlib

HERE = pathlib.Path(__file__).parent
SHORT = """winnow: 1
name: short
data: data
classes: [good, bad]
pool: {root: pictures, images: "*.png"}
annotators: [{id: ana, senior: true}, {id: ben}]
"""


def write(name, text, encoding="utf-8"):
    (HERE / f"{name}.yaml").write_bytes(text.encode(encoding))


def short(old, new):
    assert old in SHORT
    return SHORT.replace(old, new)


write("not-utf8", short("name: short", "name: caf\u00e9"), "latin-1")
write("utf16", "\ufeff" + SHORT, "utf-16-le")
write("nul", short("name: short", "name: sh\0ort"))
write("escape-sequence", short("name: short", 'name: "\x1b[31mshort"'))
write("line-separator", short("name: short", "name: sh\u2028ort"))
write("windows-line-ends", (SHORT + "stages:\n  score: {treshold: 0.2}\n").replace("\n", "\r\n"))
write("byte-order-mark", "\ufeff" + short("winnow: 1", "winow: 1"))
write("class-twins", short("[good, bad]", "[caf\u00e9, cafe\u0301, bad]"))
write("tab-indentation", SHORT + "stages:\n\tseed: {size: 3}\n")
write("tab-in-a-line", SHORT + "stages: {score:\t{\tbelow:\t7 }}\n")
classes = [f"class_{i:03}" for i in range(60)] + ["class_007"] + [f"more_{i:03}" for i in range(60)]
write("long-line", short("[good, bad]", "[" + ", ".join(classes) + "]"))
