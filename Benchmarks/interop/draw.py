"""Random columns as arrow arrays, and arrow arrays back into raw values.

A raw value is None, a bool, an int (whole numbers, times in the unit of their type, floats as the number of their bits), a Decimal, str, bytes, or a list
of raw values. So nothing is lost on the way: no NaN, no sign of zero, no year beyond 9999.
"""
import decimal

import numpy as np
import pyarrow as pa

decimal.getcontext().prec = 100
t = pa.types

WORDS = ["img", "ä", "😀", "/", "漢字", "\n", "scratch", "-", "\"", "\\", "\x00", "\x7f", "e\u0301"]
TEXT_EDGES = ["", " ", "\x00", "a\x00b", "\U0010ffff", "\uffff", "e\u0301", "\u00e9", "\r\n", "\"", "\\", "\ufefftext", "=1+1", "\u2028", "</script>"]
FLOAT_EDGES = {
    16: [0x7E00, 0xFE00, 0x7E01, 0x7C01, 0, 0x8000, 0x7C00, 0xFC00, 1, 0x7BFF, 0x3C00],
    32: [0x7FC00000, 0xFFC00000, 0x7FC00001, 0x7F800001, 0, 0x80000000, 0x7F800000, 0xFF800000, 1, 0x7F7FFFFF, 0x3F800000, 0x3DCCCCCD],
    64: [0x7FF8 << 48, 0xFFF8 << 48, (0x7FF8 << 48) + 1, (0x7FF0 << 48) + 1, 0, 1 << 63, 0x7FF0 << 48, 0xFFF0 << 48, 1, 0x7FEFFFFFFFFFFFFF, 0x3FF0 << 48, 0x3FB999999999999A],
}
DAY = 86_400
PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def is_list(kind):
    return t.is_list(kind) or t.is_large_list(kind) or t.is_fixed_size_list(kind) or t.is_list_view(kind) or t.is_large_list_view(kind)


def is_unread(kind):
    """Whether a column is of a kind that Winnow passes over: a struct, a map, or a list of them."""
    return t.is_struct(kind) or t.is_map(kind) or is_list(kind) and is_unread(kind.value_type)


def leaves(kind):
    """The number of Parquet columns that an arrow column is stored in."""
    if t.is_map(kind):
        return leaves(kind.key_type) + leaves(kind.item_type)
    if t.is_struct(kind):
        return sum(leaves(kind.field(i).type) for i in range(kind.num_fields))
    return leaves(kind.value_type) if is_list(kind) else 1


def innermost(kind):
    """The type of the elements of a list of lists, or of a dictionary, as it is stored."""
    while is_list(kind) or t.is_dictionary(kind):
        kind = kind.value_type
    return storage(kind)


def storage(kind):
    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind


def float_bits(kind):
    return 16 if t.is_float16(kind) else 32 if t.is_float32(kind) else 64


def whole_range(kind, tame):
    """The least and the greatest number of a type that is stored as whole numbers."""
    if t.is_integer(kind):
        bits = kind.bit_width
        return (-(1 << bits - 1), (1 << bits - 1) - 1) if t.is_signed_integer(kind) else (0, (1 << bits) - 1)
    if t.is_time(kind):
        return 0, DAY * PER_SECOND[kind.unit] - 1
    if t.is_date32(kind):
        return (-141_000, 100_000) if tame else (-(1 << 31), (1 << 31) - 1)
    if t.is_timestamp(kind) and tame:
        # 1677 to 2262 fit 64 bits of nanoseconds.
        return -9_200_000_000 * PER_SECOND[kind.unit], 9_200_000_000 * PER_SECOND[kind.unit]
    # Seconds are stored as milliseconds.
    least = 1000 if getattr(kind, "unit", "") == "s" else 1
    return -((1 << 63) // least) + (least > 1), ((1 << 63) - 1) // least


class Draw:
    """Draws raw values; `tame` keeps times to what every format of times can hold."""

    def __init__(self, rng, tame=False, huge=False):
        self.rng, self.tame, self.huge = rng, tame, huge

    def raw(self, kind, count):
        missing = self.rng.choice([0, 0, 0.1, 0.5, 1]) if not t.is_null(kind) else 1
        habit = self.rng.choice(["any", "few", "constant", "ascending", "edges", "runs", "small"])
        few = [self.one(kind, "any", i) for i in range(5)]
        values, run = [], few[0]
        for row in range(count):
            if self.rng.random() < missing:
                values.append(None)
            elif habit == "few":
                values.append(self.rng.choice(few))
            elif habit == "constant":
                values.append(few[0])
            elif habit == "runs":
                if self.rng.random() < 0.1:
                    run = self.one(kind, "any", row)
                values.append(run)
            else:
                values.append(self.one(kind, habit, row))
        return values

    def one(self, kind, habit, row):
        rng = self.rng
        if t.is_null(kind):
            return None
        if is_list(kind):
            length = kind.list_size if t.is_fixed_size_list(kind) else rng.choice([0, 0, 1, 1, 2, 3, 5, rng.randrange(40) if rng.random() < 0.05 else 4])
            element = kind.value_type
            return [None if rng.random() < 0.1 or t.is_null(element) else self.one(element, rng.choice(["any", "edges", "small"]), row) for _ in range(length)]
        if t.is_dictionary(kind):
            return rng.choice(WORDS) + str(rng.randrange(8))
        kind = storage(kind)
        if t.is_boolean(kind):
            return row % 2 == 0 if habit == "ascending" else rng.random() < 0.5
        if t.is_floating(kind):
            bits = float_bits(kind)
            if habit == "edges":
                return rng.choice(FLOAT_EDGES[bits])
            if habit in ("ascending", "small"):
                value = np.array([row / 7], dtype=f"f{bits // 8}")
                return int(value.view(f"u{bits // 8}")[0])
            return rng.getrandbits(bits)
        if t.is_string(kind) or t.is_large_string(kind) or t.is_string_view(kind):
            if habit == "edges":
                return rng.choice(TEXT_EDGES)
            if self.huge and rng.random() < 0.01:
                return rng.choice(WORDS) * (1 << 20)
            return "".join(rng.choice(WORDS) for _ in range(rng.randrange(6))) + str(row)
        if t.is_fixed_size_binary(kind):
            return rng.choice([bytes(kind.byte_width), b"\xff" * kind.byte_width]) if habit == "edges" else rng.randbytes(kind.byte_width)
        if t.is_binary(kind) or t.is_large_binary(kind) or t.is_binary_view(kind):
            return rng.choice([b"", b"\x00", b"\xff" * 40]) if habit == "edges" else rng.randbytes(rng.randrange(12)) + str(row).encode()
        if t.is_decimal(kind):
            top = 10**kind.precision - 1
            unscaled = rng.choice([0, 1, -1, top, -top]) if habit == "edges" else rng.randint(-top, top) if habit == "any" else max(-top, min(top, row - 5))
            return decimal.Decimal(unscaled).scaleb(-kind.scale)
        least, greatest = whole_range(kind, self.tame)
        if habit == "edges":
            return rng.choice([least, greatest, max(least, -1), 0, min(1, greatest)])
        if habit in ("ascending", "small"):
            return max(least, min(greatest, row * 3 + rng.randrange(3) - 50))
        return rng.randint(least, greatest)


def to_arrow(kind, raw):
    """The arrow array of raw values."""
    if t.is_struct(kind):
        fields = [kind.field(i) for i in range(kind.num_fields)]
        arrays = [to_arrow(f.type, [None if v is None else v[i] for v in raw]) for i, f in enumerate(fields)]
        return pa.StructArray.from_arrays(arrays, fields=fields, mask=pa.array([v is None for v in raw], pa.bool_()))
    if is_list(kind):
        missing = pa.array([v is None for v in raw], pa.bool_())
        if t.is_fixed_size_list(kind):
            flat = [e for v in raw for e in (v if v is not None else [None] * kind.list_size)]
            return pa.FixedSizeListArray.from_arrays(to_arrow(kind.value_type, flat), kind.list_size, mask=missing)
        lengths = [len(v) if v is not None else 0 for v in raw]
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype("int64")
        child = to_arrow(kind.value_type, [e for v in raw if v is not None for e in v])
        if t.is_large_list(kind):
            return pa.LargeListArray.from_arrays(pa.array(offsets, pa.int64()), child, mask=missing)
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), child, mask=missing)
    if isinstance(kind, pa.BaseExtensionType):
        return pa.ExtensionArray.from_storage(kind, to_arrow(kind.storage_type, raw))
    if t.is_dictionary(kind):
        return to_arrow(kind.value_type, raw).dictionary_encode().cast(kind)
    if t.is_floating(kind):
        bits = float_bits(kind)
        return pa.array(raw, {16: pa.uint16(), 32: pa.uint32(), 64: pa.uint64()}[bits]).view(kind)
    if t.is_temporal(kind) and not t.is_interval(kind):
        return pa.array(raw, pa.int32() if kind.bit_width == 32 else pa.int64()).view(kind)
    return pa.array(raw, kind)


def from_arrow(array):
    """The raw values of an arrow array; None for a column of structs or maps."""
    if isinstance(array, pa.ChunkedArray):
        return [value for chunk in array.chunks for value in from_arrow(chunk)]
    kind = array.type
    if isinstance(array, pa.ExtensionArray):
        return from_arrow(array.storage)
    if t.is_dictionary(kind):
        return from_arrow(array.dictionary_decode())
    if is_list(kind):
        values, there = from_arrow(array.values), array.is_valid().to_pylist()
        if t.is_fixed_size_list(kind):
            offsets = [(array.offset + i) * kind.list_size for i in range(len(array) + 1)]
        else:
            offsets = array.offsets.to_pylist()
        return [values[offsets[i] : offsets[i + 1]] if there[i] else None for i in range(len(array))]
    if t.is_floating(kind):
        bits = float_bits(kind)
        return array.view({16: pa.uint16(), 32: pa.uint32(), 64: pa.uint64()}[bits]).to_pylist()
    if t.is_date64(kind):
        return [None if v is None else v // (DAY * 1000) for v in array.view(pa.int64()).to_pylist()]
    if t.is_temporal(kind) and not t.is_interval(kind):
        return array.view(pa.int32() if kind.bit_width == 32 else pa.int64()).to_pylist()
    return array.to_pylist()
