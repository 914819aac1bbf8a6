"""What `winnow show --json` has to print for a raw value (see draw.py), and how a printed value is compared with it."""
import decimal
import json

import numpy as np
import pyarrow as pa

import draw

t = pa.types
DIGITS = {"s": 3, "ms": 3, "us": 6, "ns": 9}
UNITS = {"milliseconds": "ms", "microseconds": "us", "nanoseconds": "ns"}


class Number(str):
    """A number as it was printed."""


def parse(line):
    """The object of a line, its members in order; numbers stay as they were printed."""

    def constant(name):
        raise ValueError(f"{name} is no JSON")

    return json.loads(line, parse_int=Number, parse_float=Number, parse_constant=constant, object_pairs_hook=list)


class Leaf:
    """How a column's values are stored, from the file's own schema, and the arrow type that pyarrow reads them as."""

    def __init__(self, column, kind):
        logical = json.loads(column.logical_type.to_json())
        self.kind, self.physical, self.logical = draw.innermost(kind), column.physical_type, logical.get("Type", "None")
        self.utc = bool(logical.get("isAdjustedToUTC"))
        self.unit = UNITS.get(logical.get("timeUnit")) or ("ns" if self.physical == "INT96" else None)


def civil(days):
    """Year, month and day of days since 1970-01-01, for any number of them.

    Hinnant: chrono-compatible low-level date algorithms.
    """
    days += 719_468
    era, day = divmod(days, 146_097)
    year = (day - day // 1460 + day // 36_524 - day // 146_096) // 365
    ordinal = day - (365 * year + year // 4 - year // 100)
    month = (5 * ordinal + 2) // 153
    date = ordinal - (153 * month + 2) // 5 + 1
    month += 3 if month < 10 else -9
    return year + era * 400 + (month <= 2), month, date


def date_text(days):
    year, month, day = civil(days)
    return f"{year_text(year)}-{month:02}-{day:02}"


def year_text(year):
    return ("-" if year < 0 else "+" if year > 9999 else "") + f"{abs(year):04}"


def time_text(value, unit):
    seconds, fraction = divmod(value, draw.PER_SECOND[unit])
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{fraction:0{DIGITS[unit]}}"


def timestamp_text(value, unit, utc):
    days, rest = divmod(value, draw.DAY * draw.PER_SECOND[unit])
    return f"{date_text(days)}T{time_text(rest, unit)}" + ("Z" if utc else "")


def decimal_text(value, scale):
    digits = str(abs(int(value.scaleb(scale)))).rjust(scale + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (digits[: len(digits) - scale] + "." + digits[len(digits) - scale :] if scale > 0 else digits + "0" * -scale * (value != 0))


def to_unit(value, kind, unit):
    """A time in the unit that it is stored in, not the one that pyarrow reads it as."""
    have, want = draw.PER_SECOND[kind.unit], draw.PER_SECOND[unit]
    return value * (want // have) if want >= have else value // (have // want)


def wanted(leaf, raw):
    """What is to be printed: None, bool, str, a list of these, an int, or ("f16" | "f32" | "f64", bits)."""
    if raw is None:
        return None
    if isinstance(raw, list):
        return [wanted(leaf, v) for v in raw]
    kind = leaf.kind
    if leaf.logical == "UUID":
        h = raw.hex()
        return "-".join([h[:8], h[8:12], h[12:16], h[16:20], h[20:]])
    if t.is_floating(kind):
        bits = draw.float_bits(kind)
        value = np.array([raw], dtype=f"u{bits // 8}").view(f"f{bits // 8}")[0]
        if np.isnan(value):
            return "NaN"
        if np.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return (f"f{bits}", raw)
    if t.is_date(kind):
        return date_text(raw)
    if t.is_time(kind):
        return time_text(to_unit(raw, kind, leaf.unit), leaf.unit)
    if t.is_timestamp(kind):
        return timestamp_text(to_unit(raw, kind, leaf.unit), leaf.unit, leaf.utc)
    if isinstance(raw, decimal.Decimal):
        return decimal_text(raw, kind.scale)
    if isinstance(raw, bytes):
        return raw.hex()
    return raw


def same(want, have):
    """Whether what was printed is what had to be."""
    if isinstance(want, list):
        return isinstance(have, list) and len(want) == len(have) and all(map(same, want, have))
    if isinstance(want, tuple):
        return isinstance(have, Number) and same_float(int(want[0][1:]), want[1], have)
    if isinstance(want, bool) or want is None:
        return want is have
    if isinstance(want, int):
        return isinstance(have, Number) and have == str(want)
    return type(have) is str and want == have


def same_float(bits, number, text):
    """Whether a printed float is the one of these bits, in the fewest digits that say so."""
    kind = np.dtype(f"f{bits // 8}").type
    value = np.array([number], dtype=f"u{bits // 8}").view(kind)[0]
    with np.errstate(over="ignore"):
        back = kind(float(text))
    if int(np.array([back]).view(f"u{bits // 8}")[0]) != number:
        return False
    digits = lambda s: len(decimal.Decimal(s).normalize().as_tuple().digits)
    return bits == 16 or digits(text) <= digits(np.format_float_scientific(value, unique=True))
