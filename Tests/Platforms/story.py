"""The whole story on one server: push, kill, push again, people answer in every way there is, pull, a senior's round, seal."""

import csv
import glob
import json
import os
import re
import signal
import subprocess
import time

from pipeline import CLASSES, PEOPLE, PROGRAM, Pipeline
from pictures import plate
from servers import Refused

IMAGES, SIZE = 60, 45


def has(text, *patterns):
    return all(re.search(pattern, text, re.I) for pattern in patterns)


def counted(pairs):
    """How often each of something is there, where that is not once."""
    counts = {}
    for value in pairs:
        counts[value] = counts.get(value, 0) + 1
    return {value: count for value, count in counts.items() if count != 1}


def people(server, tally):
    """Signs everybody up who plays a part: the three annotators, and a stranger."""
    names = [*PEOPLE, "stranger"]
    for name in names:
        server.add_user(name)
    tally.check("users sign up and have tokens of their own", len({server.token_of(name) for name in names}) == 4)


def rehearsal(server, tally):
    """What this folder's own calls do, on tasks that it imports itself: without the program."""
    import base64
    items = [(f"t{number:032d}", "data:image/png;base64," + base64.b64encode(plate(number, number % 3)).decode()) for number in range(12)]
    space = server.make_space("rehearsal", [*CLASSES, "cannot_tell"], items, "ben")
    tasks = [number for number, _ in server.tasks(space)]
    tally.equal("rehearsal: imported tasks are counted by their ids", sorted(item for _, item in server.tasks(space)), [item for item, _ in items])
    first = server.answer(space, tasks[0], "ben", "dent")
    server.skip(space, tasks[1], "ben")
    server.draft(space, tasks[2], "ben", "dent")
    gone = server.answer(space, tasks[3], "ben", "scratch")
    server.delete(gone, "ben")
    tally.equal("rehearsal: an answer, a skip; what was deleted is gone",
                sorted(row[2] or "-" for row in server.answers(space) if row[0] in (items[0][0], items[1][0], items[3][0])), ["-", "dent"])
    if server.edits_by_others:
        server.edit(first, "chi", "bare")
    else:
        tally.check("rehearsal: another annotator's edit is refused", refused(lambda: server.edit(first, "chi", "bare"), 403))
        server.edit(first, None, "bare")
    tally.check("rehearsal: an edit shows", [row[2] for row in server.answers(space) if row[0] == items[0][0]] == ["bare"])
    again = lambda: server.answer(space, tasks[0], "ben", "scratch")
    nonsense = lambda: server.answer(space, tasks[4], "ben", "no such class")
    if server.answers_twice:
        again()
        tally.check("rehearsal: one person answers twice", len([row for row in server.answers(space) if row[0] == items[0][0]]) == 2)
    else:
        tally.check("rehearsal: a second answer of one person is refused", refused(again, 409))
    if server.takes_nonsense:
        nonsense()
        tally.check("rehearsal: a class that nobody declared is taken", any(row[2] == "no such class" for row in server.answers(space)))
    else:
        tally.check("rehearsal: a class that nobody declared is refused", refused(nonsense, 422))
    server.admit(space, "stranger")
    server.answer(space, tasks[5], "stranger", "dent")
    tally.check("rehearsal: a stranger's answer is there", any(row[0] == items[5][0] for row in server.answers(space)))


def refused(call, status):
    try:
        call()
    except Refused as refusal:
        return refusal.status == status
    return False


def spaces_of(server, pipeline, round=1, among=PEOPLE):
    """The project or dataset of each person, which is there once; an empty list says what is wrong."""
    there = server.spaces()
    return {person: there.get(server.title(pipeline.name, 0, round, person), []) for person in among}


def each_once(server, pipeline, assigned, round=1):
    """What is wrong with the tasks on the server: nothing, where each is there once, in its own person's place, in order."""
    wrong = []
    for person, spaces in spaces_of(server, pipeline, round, assigned).items():
        if len(spaces) != 1:
            wrong.append(f"{person} has {len(spaces)} of {server.title(pipeline.name, 0, round, person)}")
            continue
        items = [item for _, item in server.tasks(spaces[0])]
        twice = counted(items)
        if twice:
            wrong.append(f"{person}: {len(twice)} tasks are not there once: {list(twice.items())[:3]}")
        if set(items) != set(assigned[person]):
            wrong.append(f"{person}: {len(set(assigned[person]) - set(items))} tasks are missing, {len(set(items) - set(assigned[person]))} are foreign")
        elif not twice and items != assigned[person]:
            wrong.append(f"{person}: the order is another")
    return "\n".join(wrong)


class Story:
    def __init__(self, folder, server, tally):
        self.server, self.tally, self.folder = server, tally, folder
        # All three ways to name an account.
        number, name = server.number_of, server.name_of
        self.accounts = {"ana": name("ana"), "ben": number("ben"), "chi": [number("chi"), name("chi")]}
        self.pipeline = Pipeline(folder, server, "t", IMAGES, SIZE, self.accounts)

    def succeeds(self, text, *arguments, **more):
        outcome = self.pipeline.run(*arguments, **more)
        if not self.tally.check(text, outcome.code == 0, f"exit code {outcome.code}\n{outcome.text}"):
            raise Broken(text)
        return outcome

    def play(self):
        try:
            self.first_push()
            self.answers_come()
            self.second_round()
        except Broken as broken:
            self.tally.note(f"the story ends here, for what comes next stands on it: {broken}")
        self.secrets()

    # Push

    def first_push(self):
        server, tally, pipeline = self.server, self.tally, self.pipeline
        waiting = self.succeeds("run 0 makes a batch and waits for people", "run", "0")
        tally.check("it says whose answers are missing", has(waiting.text, "waits for people", *PEOPLE), waiting.text)
        self.assigned = pipeline.assigned(0, 1)
        tally.equal("every person has tasks", sorted(self.assigned), PEOPLE)

        before = server.spaces()
        self.fails("a wrong token", "push", "0", token="0123456789abcdef0123456789abcdef01234567", saying=["token|401|refus|denied|unauthori[sz]ed"])
        self.fails("no token", "push", "0", token="", saying=[server.variable])
        tally.check("neither made anything on the server", server.spaces() == before)
        pipeline.write_spec(self.accounts, url="http://192.0.2.1:9")
        self.fails("plain HTTP to another host", "push", "0", saying=["plain_http|https"], within=20)
        pipeline.write_spec(self.accounts)

        # Later and later, until a push comes to its end by itself: every part of it is cut off once.
        kills, delay, wrong = 0, 0.02, []
        while kills < 60 and pipeline.killed("push", "0", after=delay):
            kills += 1
            delay += 0.04 if delay < 0.6 else 0.15
            there = server.spaces()
            wrong += [f"after {kills} kills: {title} is there {len(found)} times" for title, found in there.items() if len(found) > 1]
            for title, found in there.items():
                if title.startswith(f"{pipeline.name}-"):
                    twice = counted(item for _, item in server.tasks(found[0]))
                    wrong += [f"after {kills} kills: {title}: {len(twice)} tasks are there twice"] if twice else []
        tally.check(f"killed {kills} times, the last after {delay:.2f} s, nothing is on the server twice", kills > 0 and not wrong, "\n".join(wrong) or "no push was killed")
        outcome, shown = self.overlooked("push", "0")
        if not tally.check("push 0 comes to its end", outcome.code == 0, f"exit code {outcome.code}\n{outcome.text}"):
            raise Broken("push 0")
        tally.check("no command line showed the token meanwhile", not shown, "\n".join(shown))
        tally.check("it says how far it is", bool(outcome.text.strip()), outcome.text)
        problem = each_once(server, pipeline, self.assigned)
        if not tally.check("every task is there once, in the place of its person, in order", not problem, problem):
            raise Broken("tasks")
        again = self.succeeds("push 0 once more", "push", "0")
        problem = each_once(server, pipeline, self.assigned)
        tally.check(f"push 0 once more changes nothing ({again.seconds:.1f} s)", not problem, problem)
        self.spaces = {person: found[0] for person, found in spaces_of(server, pipeline).items()}
        self.look()

    def overlooked(self, *arguments):
        """Runs the program and reads its command lines and those of what it starts meanwhile; those that hold the token."""
        process, found, secret = self.pipeline.start(*arguments, session=True), set(), self.server.token.encode()
        while process.poll() is None and time.monotonic() < process.begun + 300:
            for folder in glob.glob("/proc/[0-9]*"):
                try:
                    with open(f"{folder}/stat") as file:
                        session = int(file.read().rsplit(")", 1)[1].split()[3])
                    with open(f"{folder}/cmdline", "rb") as file:
                        text = file.read()
                except OSError:
                    continue
                if session == process.pid and secret in text:
                    found.add(text.replace(b"\0", b" ").decode(errors="replace")[:200])
            time.sleep(0.005)
        return self.pipeline.end(process, 10), sorted(found)

    def look(self):
        """What people are shown, and what they are not."""
        server, tally, pipeline = self.server, self.tally, self.pipeline
        settings = json.dumps(server.settings(self.spaces["ben"]))
        tally.check("classes, cannot_tell and confidence are asked for", all(f'"{text}' in settings.replace('\\"', '"') for text in [*CLASSES, "cannot_tell", "confidence"]), settings)
        tally.check("guidelines are shown", "a line, a" in re.sub(r"<[^>]*>|\*", "", settings), settings)
        number, item = server.tasks(self.spaces["ben"])[0]
        task = json.dumps(server.task(self.spaces["ben"], number))
        tally.check("a task carries its picture as a data URL", "data:image/" in task, task[:300])
        tally.check("and no name of it", "plate-" not in task and "pictures" not in task, task[:300])
        if server.name == "argilla":
            tally.equal("who is asked is a member of the workspace", "ben" in server.settings(self.spaces["ben"])["members"], True)

    def fails(self, name, *arguments, saying, token=None, within=60):
        outcome = self.pipeline.run(*arguments, token=token, timeout=within)
        self.tally.check(
            f"{name}: one error, and an exit code that says so", outcome.code not in (None, 0, 70) and outcome.code > 0 and len(outcome.errors) == 1,
            f"exit code {outcome.code}\n{outcome.text}")
        self.tally.check(f"{name}: the error says what is wrong", has(outcome.text, *saying), outcome.text)
        return outcome

    # Answers

    def truth(self, task, person="ana"):
        """What a person answers; ben and chi disagree on three tasks that both have."""
        if not hasattr(self, "split"):
            order = [item for item in self.assigned["ben"] if item in self.assigned["chi"]]
            # The first eight of ben's are for what is odd.
            odd = set(self.assigned["ben"][:9])
            self.split = [item for item in order if item not in odd][:3]
            rows = self.pipeline.table("data/iterations/000/export-1/batch.parquet")
            self.kinds = {row["task_id"]: int(re.search(r"(\d+)\.png", row["image_id"]).group(1)) % 3 for row in rows}
        kind = self.kinds.get(task, 0)
        return CLASSES[(kind + 1) % 3 if person == "chi" and task in self.split else kind]

    def answers_come(self):
        server, tally, pipeline = self.server, self.tally, self.pipeline
        self.truth(self.assigned["ben"][0])
        tally.check("ben and chi have three tasks in common to disagree on", len(self.split) == 3)
        numbers = {person: {item: number for number, item in server.tasks(space)} for person, space in self.spaces.items()}
        for person in ("ana", "chi"):
            for item in self.assigned[person]:
                server.answer(self.spaces[person], numbers[person][item], person, self.truth(item, person))
        space, mine = self.spaces["ben"], [(item, numbers["ben"][item]) for item in self.assigned["ben"]]
        edited, skipped, deleted, drafted, twice, nonsense, strange = mine[:7]
        late = mine[-2:]
        # An edit by another user: in Argilla only an owner can.
        first = server.answer(space, edited[1], "ben", self.other(edited[0]))
        server.edit(first, "chi" if server.edits_by_others else None, self.truth(edited[0]))
        server.skip(space, skipped[1], "ben")
        gone = server.answer(space, deleted[1], "ben", self.truth(deleted[0]))
        draft = server.draft(space, drafted[1], "ben", "dent")
        server.answer(space, twice[1], "ben", self.other(twice[0]))
        if server.answers_twice:
            server.answer(space, twice[1], "ben", self.truth(twice[0]))
        bad = server.answer(space, nonsense[1], "ben", "no such class") if server.takes_nonsense else None
        server.answer(space, strange[1], "ben", self.truth(strange[0]))
        server.admit(space, "stranger")
        foreign = server.answer(space, strange[1], "stranger", self.other(strange[0]))
        for item, number in mine[7:-2]:
            server.answer(space, number, "ben", self.truth(item))
        owed = 4  # the draft, the nonsense (in Argilla: never given) and the two late ones

        self.fails("pull with a wrong token", "pull", "0", token="0123456789abcdef0123456789abcdef01234567", saying=["token|401|refus|denied|unauthori[sz]ed"])
        self.succeeds("pull 0 brings answers home", "pull", "0")
        for person in PEOPLE:
            files, rows = pipeline.inbox(0, person)
            tally.check(f"the replies for {person} lie in the inbox, and beside them when they were taken", bool(files) and bool(rows) and {"file", "taken_at", "full"} <= set(rows[0]), f"{files}\n{rows}")
        said = pipeline.run("run", "0")
        tally.check("run 0 names the stranger", has(said.text, rf"{server.name_of('stranger')}|\b{server.number_of('stranger')}\b"), said.text)
        if said.code != 0:
            tally.note("an account that nobody declared stops the round; its answer is taken back")
            server.delete(foreign, "stranger")
            self.succeeds("pull 0 again", "pull", "0")
            said = pipeline.run("run", "0")
            if not tally.check("run 0 goes on without the answer that was taken back", said.code == 0, f"exit code {said.code}\n{said.text}"):
                # So that the story goes on: the account is ben's second one, and has no answer left.
                pipeline.write_spec({**self.accounts, "ben": [self.accounts["ben"], server.name_of("stranger")]})
                said = self.succeeds("run 0 goes on with the account declared", "run", "0")
        tally.check("run 0 says who owes how many", has(said.text, "waits for people", rf"\bben\b.*\b{len(mine) - owed} of {len(mine)}\b"), said.text)
        tally.check("and of nobody else that something is missing", not has(said.text, r"^(ana|chi): "), said.text)
        if server.takes_nonsense:
            tally.check("what is unusable is named with its value and its person", has(said.text, "no such class", "ben"), said.text)
        tally.equal("the round is still open", os.path.exists(pipeline.at("data/iterations/000/export-2")), False)

        # A deletion: the vote is gone with the next full pull, and the task owed again.
        server.delete(gone, "ben")
        if bad is not None:
            server.edit(bad, "ben", self.truth(nonsense[0]))
        else:
            server.answer(space, nonsense[1], "ben", self.truth(nonsense[0]))
        personal = server.personal_token() if server.name == "label-studio" else None
        self.tokens = [personal] if personal else []
        self.succeeds("pull 0 after a deletion" + (", by a personal token" if personal else ""), "pull", "0", token=personal)
        said = self.succeeds("run 0 after a deletion", "run", "0")
        tally.check("the deleted answer no longer counts, the mended one does", has(said.text, rf"\bben\b.*\b{len(mine) - 4} of {len(mine)}\b"), said.text)

        self.watch(lambda: (
            server.answer(space, deleted[1], "ben", self.truth(deleted[0])),
            server.finish(draft, space, drafted[1], "ben", self.truth(drafted[0])),
            [server.answer(space, number, "ben", self.truth(item)) for item, number in late]))
        self.odd = dict(edited=edited[0], skipped=skipped[0], deleted=deleted[0], drafted=drafted[0], twice=twice[0], strange=strange[0])

    def other(self, task):
        return CLASSES[(self.kinds.get(task, 0) + 2) % 3]

    def watch(self, answer):
        tally, pipeline = self.tally, self.pipeline
        process = pipeline.start("pull", "0", "--watch", "5")
        time.sleep(4)
        tally.check("pull --watch goes on while answers are missing", process.poll() is None, pipeline.said(process))
        process.send_signal(signal.SIGINT)
        outcome = pipeline.end(process, 20)
        tally.check("and ends when it is interrupted", outcome.code in (130, 0), f"exit code {outcome.code}\n{outcome.text}")
        process = pipeline.start("pull", "0", "--watch", "5")
        time.sleep(2)
        answer()
        outcome = pipeline.end(process, 90)
        tally.check("pull --watch ends when the last answer is in", outcome.code == 0, f"exit code {outcome.code}\n{outcome.text}")
        if outcome.code != 0:
            self.succeeds("pull 0", "pull", "0")

    # The senior's round

    def second_round(self):
        server, tally, pipeline = self.server, self.tally, self.pipeline
        said = self.succeeds("run 0 takes all answers in", "run", "0")
        tally.check("and asks the senior where people disagree", has(said.text, "round 2"), said.text)
        rows = {(row["task_id"], row["annotator"]): row for row in pipeline.table("data/iterations/000/ingest-1/annotations.parquet")}
        odd = {name: rows.get((item, "ben"), {}) for name, item in self.odd.items()}
        tally.equal("an edit counts as it was left", odd["edited"].get("label"), self.truth(self.odd["edited"]))
        if server.edits_by_others:
            tally.equal("and says who made it", odd["edited"].get("edited_by"), "chi")
            tally.equal("of two answers of one person the later counts", odd["twice"].get("label"), self.truth(self.odd["twice"]))
        tally.equal("a skip is a vote that abstains", odd["skipped"].get("kind"), "skip")
        tally.equal("a draft that was finished counts", odd["drafted"].get("label"), self.truth(self.odd["drafted"]))
        tally.equal("what was deleted and answered again counts", odd["deleted"].get("label"), self.truth(self.odd["deleted"]))
        tally.equal("a stranger's answer stands for nobody", odd["strange"].get("label"), self.truth(self.odd["strange"]))
        review = pipeline.assigned(0, 2)
        tally.check("the senior alone is asked, what people disagreed on among it", list(review) == ["ana"] and len(review["ana"]) >= 3, review)
        self.succeeds("push 0 brings the second round", "push", "0")
        problem = each_once(server, pipeline, review, round=2)
        if not tally.check("every task of the second round is there once", not problem, problem):
            raise Broken("the second round")
        problem = each_once(server, pipeline, self.assigned)
        tally.check("and the first round is as it was", not problem, problem)
        rows = pipeline.table("data/iterations/000/export-2/batch.parquet")
        kinds = {row["task_id"]: int(re.search(r"(\d+)\.png", row["image_id"]).group(1)) % 3 for row in rows}
        space = spaces_of(server, pipeline, 2, ["ana"])["ana"][0]
        for number, item in server.tasks(space):
            server.answer(space, number, "ana", CLASSES[kinds[item]])
        self.succeeds("pull 0 brings the senior's answers", "pull", "0")
        said = pipeline.run("run", "0")
        if not tally.check("run 0 ends the iteration", said.code == 0, f"exit code {said.code}\n{said.text}"):
            # So that the story goes on: accounts by their numbers need no list of users.
            pipeline.write_spec({person: server.number_of(person) for person in PEOPLE})
            said = self.succeeds("run 0 ends the iteration with accounts by number", "run", "0")
        tally.check("it is sealed", has(said.text, "is sealed"), said.text)
        verified = pipeline.run("verify")
        tally.check("verify finds nothing", verified.code == 0, f"exit code {verified.code}\n{verified.text}")
        labels = self.labels()
        tally.equal("every picture has its true label", {image: label for image, label in labels.items() if label != CLASSES[int(re.search(r"(\d+)\.png", image).group(1)) % 3]}, {})
        tally.equal("and every picture of the batch has one", len(labels), SIZE)
        again = self.pipeline.run("push", "0")
        tally.check("push 0 of a sealed iteration says so", again.code is not None and again.code != 70, again.text)

    def labels(self):
        self.succeeds("labels writes what people came to", "labels", "--out", "labels.csv")
        with open(self.pipeline.at("labels.csv"), newline="") as file:
            return {row["image"]: row["label"] for row in csv.DictReader(file)}

    def secrets(self):
        """No token in any file, log or output; not even the wrong one."""
        tokens = [self.server.token, *getattr(self, "tokens", []), "0123456789abcdef0123456789abcdef01234567"]
        found = self.pipeline.holding(*tokens, "eyJ" if self.server.name == "label-studio" else "")
        self.tally.check("no token stands in any file below the data directory, and none was printed", not found, "\n".join(found))

    def waiting(self):
        """A pipeline that waits for people and was never pushed, for the server's end."""
        self.pipeline = Pipeline(self.folder, self.server, "off", 12, 6, self.accounts)
        self.succeeds("another pipeline waits for people", "run", "0")

    def stopped(self):
        """The server is gone."""
        for command in ("push", "pull"):
            begun = time.monotonic()
            self.fails(f"{command} with the server stopped", command, "0", saying=[rf"127\.0\.0\.1:{self.server.port}"], within=120)
            self.tally.note(f"after {time.monotonic() - begun:.1f} s")


class Broken(Exception):
    """What comes next stands on what has failed."""


def load(folder, server, tally, images):
    """Twice as many tasks as images through a push, killed once on its way, and as many answers through a pull."""
    pipeline = Pipeline(folder, server, "load", images, images, {person: server.name_of(person) for person in PEOPLE})
    wanted = 2 * images

    def timed(text, *arguments):
        outcome = pipeline.run(*arguments, timeout=1800)
        tally.check(f"{text} ({outcome.seconds:.1f} s)", outcome.code == 0, f"exit code {outcome.code}\n{outcome.text}")
        return outcome.code == 0

    if not timed(f"run 0 with {wanted} tasks", "run", "0"):
        return
    assigned = pipeline.assigned(0, 1)
    tally.equal("that many tasks are assigned", sum(map(len, assigned.values())), wanted)
    begun = time.monotonic()
    kills = 0
    for delay in (1, 2, 4):
        if not pipeline.killed("push", "0", after=delay):
            break
        kills += 1
    tally.note(f"the push was killed {kills} times on its way")
    if not timed(f"push 0 of {wanted} tasks", "push", "0"):
        return
    tally.note(f"{wanted} tasks are on the server {time.monotonic() - begun:.1f} s after the first push began")
    problem = each_once(server, pipeline, assigned)
    if not tally.check("every task is there once", not problem, problem):
        return
    begun, count = time.monotonic(), 0
    for person, found in spaces_of(server, pipeline).items():
        answers = [(number, CLASSES[sum(map(ord, item)) % 3]) for number, item in server.tasks(found[0])]
        server.answer_all(found[0], person, answers)
        count += len(answers)
    tally.note(f"{count} answers given by REST in {time.monotonic() - begun:.1f} s")
    timed(f"pull 0 of {count} answers", "pull", "0")
    timed("pull 0 once more, with nothing new", "pull", "0")
    if timed(f"run 0 takes {count} answers in", "run", "0"):
        files = [pipeline.inbox(0, person)[0] for person in PEOPLE]
        size = sum(os.path.getsize(path) for found in files for path in found)
        tally.note(f"the inbox holds {size / 1e6:.1f} MB")
        rows = pipeline.table("data/iterations/000/ingest-1/annotations.parquet")
        tally.equal("every answer has come home", len(rows), wanted)
    found = pipeline.holding(server.token)
    tally.check("no token stands in any file, and none was printed", not found, "\n".join(found))


def can(command):
    """Whether the program has a command."""
    return subprocess.run([PROGRAM, command, "--help"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
