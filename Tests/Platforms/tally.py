"""Counts what held, what did not, and what could not be tried; each is a line."""


class Tally:
    def __init__(self, name):
        self.name, self.checks, self.failed, self.skipped = name, 0, 0, 0
        self.where = ""

    def says(self, what, text):
        print(f"{what}  {self.where}{text}", flush=True)

    def check(self, text, holds, detail=""):
        """One check; `detail` is shown where it fails."""
        self.checks += 1
        if holds:
            self.says("passed ", text)
        else:
            self.failed += 1
            self.says("failed ", text)
            for line in str(detail).strip().splitlines()[-12:]:
                print(f"           {line[:400]}", flush=True)
        return bool(holds)

    def equal(self, text, found, expected):
        return self.check(text, found == expected, f"found {short(found)}\nexpected {short(expected)}")

    def skip(self, text):
        self.skipped += 1
        self.says("skipped", text)

    def note(self, text):
        self.says("       ", text)

    def finish(self):
        more = f", {self.skipped} skipped" if self.skipped else ""
        print(f"{self.name}: {self.checks} checks, {self.failed} failed{more}", flush=True)
        return 1 if self.failed else 0


def short(value):
    text = repr(value)
    return text if len(text) < 600 else text[:600] + "…"
