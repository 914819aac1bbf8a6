"""Makes a pool for pipelines/pcb.yaml or pipelines/magnetic-tile.yaml from a download of the public data set.

    python3 pipelines/datasets.py pcb FROM OUT             FROM: DeepPCB, https://github.com/tangsanli5201/DeepPCB
    python3 pipelines/datasets.py magnetic-tile FROM OUT   FROM: https://github.com/abin24/Magnetic-tile-defect-datasets.

FROM is the folder of the download and is only read; nothing is fetched. OUT is made anew and holds images/, metadata.csv (image,group),
truth.csv (image,label) and README.md. It appears when it is whole: what is made before lies in a folder beside it, which goes away.
With `make dataset SET=pcb FROM=… OUT=…` a Python with Pillow is made first.

Both sets have terms of their own. DeepPCB: for research only, says its README. Magnetic tiles: use is welcome, cite the paper, says its README.

pcb: crops of 64 x 64 pixels, grey, 94 % of them without a defect, of six kinds of defect in the shares of DEFECTS. The group is the
board. Defects are cropped around the middle of their box, the others at drawn places that no box touches. magnetic-tile: the photographs as
they are. The group is the tile, guessed from the order of the file numbers, size and likeness, since no file says which tile it shows.

The same download and options give the same crops and the same files, to the byte under one version of Pillow. What is not
taken is counted, by reason, with the first of each. Links are not followed. Ends with 0, with 2 where the command line or the folder is not
what is expected, with 3 where nothing can be made of what is there.
"""

import argparse
import csv
import hashlib
import os
import re
import shutil
import signal
import sys
import tempfile
import warnings

try:
    from PIL import Image
except ImportError:
    print(
        "datasets: needs Pillow: make dataset SET=… FROM=… OUT=… makes a Python that has it, or: python3 -m pip install pillow",
        file=sys.stderr)
    sys.exit(2)

SIDE = 64
NORMAL_SHARE = 0.94
# The class of each number in an annotation file, and what share of the defects it has.
KINDS = {1: "open", 2: "short", 3: "mousebite", 4: "spur", 5: "copper", 6: "pinhole"}
DEFECTS = {"short": 0.30, "open": 0.25, "mousebite": 0.20, "spur": 0.12, "copper": 0.08, "pinhole": 0.05}
TILE_CLASSES = {
    "MT_Free": "free", "MT_Blowhole": "blowhole", "MT_Break": "break", "MT_Crack": "crack", "MT_Fray": "fray", "MT_Uneven": "uneven",
}
# More than this is no annotation file of one board.
LONGEST_ANNOTATION = 1 << 16
# Places that are tried on a board for each crop without a defect.
TRIES = 40

Image.MAX_IMAGE_PIXELS = 50_000_000
warnings.simplefilter("error", Image.DecompressionBombWarning)


class Refusal(Exception):
    """Something that the user has to mend; the exit code with it."""

    def __init__(self, message, code=2):
        super().__init__(message)
        self.code = code


class Account:
    """Counts what is not taken, by reason, and keeps the first of each."""

    def __init__(self):
        self.rows = {}

    def note(self, reason, name, detail=""):
        first, count = self.rows.get(reason, (f"{shown(name)}{detail and ': ' + detail}", 0))
        self.rows[reason] = (first, count + 1)

    def lines(self):
        return [f"  {reason}: {count:,} (the first: {first})" for reason, (first, count) in sorted(self.rows.items())]


def shown(name):
    """A name from outside, fit for a terminal."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in os.fsencode(name).decode("utf-8", "replace"))
    return text if len(text) <= 160 else text[:160] + "…"


def key(*parts):
    """A number that depends on the parts and on nothing else."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, parts)).encode("utf-8", "surrogateescape")).digest()[:8], "big")


def listed(folder):
    """The names in a folder, in order of their bytes."""
    return sorted(os.listdir(folder), key=os.fsencode)


def plain_file(path, name, account):
    """Whether there is a file of its own at a path; anything else is counted."""
    if os.path.islink(path):
        account.note("links, which are not followed", name)
    elif not os.path.isfile(path):
        account.note("entries that are no files", name)
    else:
        return True
    return False


def grey(path):
    """The picture at a path, or None and what is wrong with it."""
    try:
        with Image.open(path) as image:
            return image.convert("L"), ""
    except Exception as error:  # Pillow's decoders have no common class of errors
        return None, shown(str(error) or type(error).__name__)


# DeepPCB

PCB_LAYOUT = """PCBData/group00041/00041/00041000_test.jpg      a board with defects
PCBData/group00041/00041_not/00041000.txt       its defects, a line each: x1 y1 x2 y2 kind"""


class Board:
    """A board: its picture, where it lies, and its defects."""

    def __init__(self, name, path, size, boxes):
        self.name, self.path, self.size, self.boxes = name, path, size, boxes

    def window(self, box):
        """The corner of the crop around a box."""
        middle = ((box[0] + box[2]) // 2, (box[1] + box[3]) // 2)
        return tuple(min(max(m - SIDE // 2, 0), s - SIDE) for m, s in zip(middle, self.size))

    def is_clear(self, corner):
        """Whether a crop touches no defect."""
        return all(
            corner[0] + SIDE <= x1 or x2 <= corner[0] or corner[1] + SIDE <= y1 or y2 <= corner[1] for x1, y1, x2, y2, _ in self.boxes)

    def is_of_one_kind(self, corner, kind):
        """Whether no defect of another kind has its middle in a crop."""
        return not any(
            other != kind and corner[0] <= (x1 + x2) // 2 < corner[0] + SIDE and corner[1] <= (y1 + y2) // 2 < corner[1] + SIDE
            for x1, y1, x2, y2, other in self.boxes)


def boxes(path, size):
    """The defects of an annotation file.

    Raises Refusal that says what is wrong with which line; of a board with such a line no place is known to be free of defects.
    """
    with open(path, "rb") as file:
        text = file.read(LONGEST_ANNOTATION + 1)
    if len(text) > LONGEST_ANNOTATION:
        raise Refusal(f"is longer than {LONGEST_ANNOTATION:,} bytes")
    found = []
    for number, line in enumerate(text.decode("ascii", "replace").splitlines(), 1):
        fields = re.split(r"[ ,\t]+", line.strip())
        if fields == [""]:
            continue
        if len(fields) != 5 or not all(re.fullmatch(r"[0-9]{1,6}", field) for field in fields):
            raise Refusal(f"line {number} is {shown(line[:40])!r}, expected five whole numbers from 0: x1 y1 x2 y2 kind")
        x1, y1, x2, y2, kind = map(int, fields)
        if kind not in KINDS:
            raise Refusal(f"line {number} has the kind {kind}, expected 1 to 6")
        if not (x1 < x2 <= size[0] and y1 < y2 <= size[1]):
            raise Refusal(f"line {number} has a box that is empty or beyond the picture of {size[0]} x {size[1]} pixels")
        found.append((x1, y1, x2, y2, kind))
    return found


def boards(source, account):
    """The boards of a download, in order of their names."""
    root = os.path.join(source, "PCBData") if os.path.isdir(os.path.join(source, "PCBData")) else source
    groups = [name for name in listed(root) if re.fullmatch(r"group[0-9]{5}", name) and os.path.isdir(os.path.join(root, name))]
    found, names, pictures = [], set(), 0
    for group in groups:
        number = group[5:]
        folder, notes = os.path.join(root, group, number), os.path.join(root, group, f"{number}_not")
        if any(os.path.islink(p) for p in (os.path.join(root, group), folder, notes)):
            account.note("links, which are not followed", group)
            continue
        if not (os.path.isdir(folder) and os.path.isdir(notes)):
            account.note("groups without the folders NNNNN and NNNNN_not", group)
            continue
        for name in listed(folder):
            match = re.fullmatch(r"([0-9]{8})_test\.jpg", name)
            if not match:
                if not re.fullmatch(r"[0-9]{8}_temp\.jpg", name):
                    account.note("files of other names", f"{group}/{number}/{name}")
                continue
            path, place = os.path.join(folder, name), f"{group}/{number}/{name}"
            pictures += 1
            if not plain_file(path, place, account):
                continue
            notes_path, notes_place = os.path.join(notes, f"{match[1]}.txt"), f"{group}/{number}_not/{match[1]}.txt"
            if not os.path.lexists(notes_path):
                account.note("boards without an annotation file", place)
                continue
            if not plain_file(notes_path, notes_place, account):
                continue
            if match[1] in names:
                account.note("boards of a name that came before", place)
                continue
            names.add(match[1])
            image, problem = grey(path)
            if image is None:
                account.note("pictures that cannot be read", place, problem)
            elif min(image.size) < SIDE:
                account.note(f"pictures smaller than {SIDE} pixels", place)
            else:
                try:
                    found.append(Board(match[1], path, image.size, boxes(notes_path, image.size)))
                except (Refusal, OSError) as error:
                    account.note("boards left out whole for an annotation that is not understood", notes_place, str(error))
    if not groups or not pictures:
        seen = ", ".join(map(shown, listed(root)[:6])) or "nothing"
        raise Refusal(f"{shown(root)} is not DeepPCB as it is downloaded: there is {seen}; expected\n{PCB_LAYOUT}")
    return groups, found


def crops(found, wanted, seed, account):
    """Which crops to make: (board, corner, class), and what falls short."""
    defects = round(wanted * (1 - NORMAL_SHARE))
    by_class = {name: [] for name in DEFECTS}
    for board in found:
        for number, box in enumerate(board.boxes):
            corner, name = board.window(box), KINDS[box[4]]
            if board.is_of_one_kind(corner, box[4]):
                by_class[name].append((key(seed, board.name, number), board, corner, name))
            else:
                account.note("defects beside one of another kind, which the crop would show too", board.name)
    names = {board.name: board for board in found}
    chosen, short = [], []
    for name, share in DEFECTS.items():
        number, places = round(defects * share), set()
        for _, board, corner, _ in sorted(by_class[name], key=lambda row: (row[0], row[1].name)):
            if len(places) < number:
                places.add((board.name, corner))
        if len(places) < number:
            short.append(f"{name}: {len(places):,} of {number:,}")
        chosen += [(names[board], corner, name) for board, corner in sorted(places)]
    number = wanted - defects
    clear, each = {}, -(-number // len(found))
    for board in found:
        places = []
        for attempt in range(TRIES * (each + 1)):
            corner = tuple(key(seed, board.name, "clear", attempt, axis) % (board.size[axis] - SIDE + 1) for axis in (0, 1))
            if board.is_clear(corner) and corner not in places:
                places.append(corner)
                if len(places) > each:
                    break
        clear[board.name] = places
    rows = []
    # A place of every board in turn, so that no board has more than one above the others as far as there is room.
    for turn in range(each + 1):
        rows += [(board, clear[board.name][turn], "normal") for board in found if turn < len(clear[board.name])]
    if len(rows) < number:
        short.append(f"normal: {len(rows):,} of {number:,}")
    return chosen + rows[:number], short


def pcb(source, out, options, account):
    groups, found = boards(source, account)
    if not found:
        raise Refusal("no board can be used:\n" + "\n".join(account.lines()), 3)
    chosen, short = crops(found, options.crops, options.seed, account)
    # The number in a name is drawn: it tells neither the class nor the place.
    chosen.sort(key=lambda row: (key(options.seed, row[0].name, *row[1]), row[0].name, row[1]))
    rows = [(f"images/{board.name}-{number:05d}.png", board, corner, label) for number, (board, corner, label) in enumerate(chosen)]
    os.mkdir(os.path.join(out, "images"))
    by_board = {}
    for name, board, corner, _ in rows:
        by_board.setdefault(board.name, (board, []))[1].append((name, corner))
    for board, places in by_board.values():
        image, problem = grey(board.path)
        if image is None or image.size != board.size:
            raise Refusal(f"{shown(board.path)} changed while it was read: {problem}", 3)
        for name, (x, y) in places:
            image.crop((x, y, x + SIDE, y + SIDE)).save(os.path.join(out, name), format="PNG")
    rows.sort()
    head = f"boards: {len(found):,}, groups of the download: {len(groups)}"
    return head, ["group"], [(name, [board.name], label) for name, board, _, label in rows], short


# Magnetic tiles

TILE_LAYOUT = "\n".join(f"{name}/Imgs/exp1_num_108719.jpg" for name in sorted(TILE_CLASSES))
# Photographs of one tile follow each other within so many numbers, differ by so little in size, and are so alike.
NEAR, SIZE_DIFFERENCE, ALIKE = 500, 0.2, 0.6
THUMBNAIL = 24


def thumbnail(image):
    """A small picture of mean 0 and variance 1, so that the exposure does not count."""
    reduced = image.resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX).tobytes()
    mean = sum(reduced) / len(reduced)
    deviation = (sum((value - mean) ** 2 for value in reduced) / len(reduced)) ** 0.5 or 1
    return [(value - mean) / deviation for value in reduced]


def tiles(photographs):
    """The tile of each photograph: (number, exposure, name, size, thumbnail) in order of the numbers.

    Each goes to the group of the photograph before it that it is most alike, or begins a group.
    """
    groups, open_groups = {}, []
    for number, _, name, size, small in photographs:
        open_groups = [group for group in open_groups if number - group[-1][0] <= NEAR]
        best = (ALIKE, None)
        for group in open_groups:
            for _, other, thumb in group:
                if all(abs(a - b) <= SIZE_DIFFERENCE * max(a, b) for a, b in zip(size, other)):
                    alike = sum(a * b for a, b in zip(small, thumb)) / len(small)
                    best = max(best, (alike, group), key=lambda pair: pair[0])
        if best[1] is None:
            best = (1, [])
            open_groups.append(best[1])
        best[1].append((number, size, small))
        groups[name] = id(best[1]), best[1]
    # Numbered by the first photograph.
    numbers = {}
    for _, _, name, _, _ in photographs:
        numbers.setdefault(groups[name][0], f"tile{len(numbers):04d}")
    return {name: numbers[group] for name, (group, _) in groups.items()}


def magnetic_tile(source, out, _, account):
    missing = [name for name in TILE_CLASSES if not os.path.isdir(os.path.join(source, name, "Imgs"))]
    if missing:
        seen = ", ".join(map(shown, listed(source)[:8])) or "nothing"
        raise Refusal(
            f"{shown(source)} is not the magnetic-tile data set as it is downloaded: there is {seen}; it lacks "
            f"{', '.join(sorted(missing))}; expected\n{TILE_LAYOUT}")
    found, photographs = {}, []
    for folder, label in TILE_CLASSES.items():
        images = os.path.join(source, folder, "Imgs")
        if os.path.islink(os.path.join(source, folder)) or os.path.islink(images):
            account.note("links, which are not followed", folder)
            continue
        for name in listed(images):
            path, place = os.path.join(images, name), f"{folder}/Imgs/{name}"
            match = re.fullmatch(r"exp([0-9])_num_([0-9]{1,9})\.jpg", name)
            if not match:
                # The mask of a photograph: where on it the defect is.
                if not re.fullmatch(r"exp[0-9]_num_[0-9]{1,9}\.png", name):
                    account.note("files of other names", place)
            elif plain_file(path, place, account):
                found.setdefault(name, []).append((path, place, label, match))
    for name in sorted(found):
        (path, place, label, match), *more = found[name]
        if more:
            account.note("names that stand in several classes", name)
            continue
        image, problem = grey(path)
        if image is None:
            account.note("pictures that cannot be read", place, problem)
        else:
            photographs.append((int(match[2]), int(match[1]), name, image.size, thumbnail(image), path, label))
    if not photographs:
        raise Refusal("no photograph can be used" + "".join(f"\n{line}" for line in account.lines()), 3)
    photographs.sort(key=lambda row: row[:3])
    group = tiles([row[:5] for row in photographs])
    os.mkdir(os.path.join(out, "images"))
    rows = []
    for _, exposure, name, _, _, path, label in photographs:
        shutil.copyfile(path, os.path.join(out, "images", name), follow_symlinks=False)
        rows.append((f"images/{name}", [group[name], f"exp{exposure}"], label))
    rows.sort()
    head = f"photographs: {len(rows):,}, tiles, as far as numbers, sizes and likeness tell: {len(set(group.values())):,}"
    return head, ["group", "exposure"], rows, []


# Both

SETS = {
    "pcb": (pcb, "Tang et al., \"Online PCB defect detector on a new PCB defect dataset\", 2019: https://github.com/tangsanli5201/DeepPCB",
            "Its authors allow it for research only."),
    "magnetic-tile": (
        magnetic_tile, "Huang et al., \"Surface defect saliency of magnetic tile\": https://github.com/abin24/Magnetic-tile-defect-datasets.",
        "Its authors welcome its use and ask to be cited."),
}


def write_tables(out, columns, rows):
    for name, header, cells in (
        ("metadata.csv", columns, lambda row: row[1]), ("truth.csv", ["label"], lambda row: [row[2]])):
        with open(os.path.join(out, name), "x", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["image", *header])
            writer.writerows([row[0], *cells(row)] for row in rows)


def made(options):
    """Makes the folder and says what was made."""
    source, out = os.path.abspath(options.source), os.path.abspath(options.out)
    if not os.path.isdir(source):
        raise Refusal(f"there is no folder {shown(source)}; expected the download of the data set")
    if os.path.lexists(out):
        raise Refusal(f"{shown(out)} is there already; name another folder, or remove it")
    if not os.path.isdir(os.path.dirname(out)):
        raise Refusal(f"there is no folder {shown(os.path.dirname(out))} to make {shown(os.path.basename(out))} in")
    make, origin, terms = SETS[options.set]
    account = Account()
    unfinished = tempfile.mkdtemp(prefix=f".{os.path.basename(out)}.", dir=os.path.dirname(out))
    try:
        head, columns, rows, short = make(source, unfinished, options, account)
        write_tables(unfinished, columns, rows)
        counts = {}
        for _, _, label in rows:
            counts[label] = counts.get(label, 0) + 1
        classes = ", ".join(f"{count:,} {label}" for label, count in sorted(counts.items(), key=lambda row: (-row[1], row[0])))
        lines = [head, f"images: {len(rows):,}, of them {classes}"]
        if short:
            lines.append("there are fewer than were wanted of " + "; ".join(short))
        lines += ["not taken:", *account.lines()] if account.rows else ["everything was taken"]
        with open(os.path.join(unfinished, "README.md"), "x", encoding="utf-8") as file:
            file.write(f"# {options.set}\n\nMade by pipelines/datasets.py from {origin}\n{terms}\n\n" + "\n".join(lines) + "\n")
        os.chmod(unfinished, 0o755)
        os.rename(unfinished, out)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    root = shown(os.path.relpath(out, os.path.dirname(os.path.abspath(__file__))))
    return [*lines, f"made {shown(out)}; write 'root: {root}' under 'pool:' of pipelines/{options.set}.yaml"]


def number(text):
    value = int(text) if re.fullmatch(r"[0-9]{1,7}", text) else 0
    if not 100 <= value <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r}, expected a whole number from 100 to 1,000,000")
    return value


def main():
    parser = argparse.ArgumentParser(
        prog="datasets.py", description=__doc__.split("\n\n", 1)[0], epilog="The head of this file says more.")
    parser.add_argument("set", choices=sorted(SETS), help="which data set")
    parser.add_argument("source", metavar="FROM", help="the folder of the download")
    parser.add_argument("out", metavar="OUT", help="the folder to make")
    parser.add_argument("--crops", type=number, default=14_000, help="how many crops to make of the boards (14000)")
    parser.add_argument("--seed", default="1", help="another one draws other crops (1)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        for line in made(options):
            print(line)
    except Refusal as error:
        print(f"datasets: {error}", file=sys.stderr)
        return error.code
    except OSError as error:
        print(f"datasets: {shown(str(error))}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
