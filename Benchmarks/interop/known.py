"""What is known to be wrong or missing in the peers, with the version that it was seen in; all that the comparisons leave out is here."""

SPLIT = "fastparquet 2026.9.0 does not read BYTE_STREAM_SPLIT: files with it are left out"
NESTED = "fastparquet 2026.9.0 reads no lists of lists"
PADDED = "fastparquet 2026.9.0 drops zero bytes at the end of values of a fixed length"
MISREAD = "fastparquet 2026.9.0 misreads some lists of texts in PLAIN"
MISSING = "fastparquet 2026.9.0 gives missing floats and texts as NaN: NaN and missing are compared as one"

MICROSECONDS = "fastparquet 2026.9.0 writes microseconds as INT96 as if they were nanoseconds"
SHORT_LISTS = "pyarrow 26.0.1 reads no rows of some lists that it wrote as row groups of one row in pages of one byte: compared with what the writer was given"

CHUNKED = "pyarrow 26.0.1 does not read lists of texts that it has to split in several arrays: compared with what the writer was given"


WIDE_DELTAS = "pyarrow 26.0.1 does not read differences of 33 bits, which DuckDB 2.0.0 writes for whole numbers of 32 bits: compared with what the writer was given"


def cannot_read(message):
    """The limitation of pyarrow that makes it say this, None if there is no such one."""
    if message.startswith("Nested data conversions not implemented for chunked"):
        return CHUNKED
    return WIDE_DELTAS if message == "Unexpected end of stream: InitBlock EOF" else None


def reads_short(leaf):
    """The bug of pyarrow that makes it read too few rows of a column, None if there is none for its kind."""
    return SHORT_LISTS if leaf.max_repetition_level > 0 else None


def stripped(value):
    if isinstance(value, list):
        return [stripped(v) for v in value]
    return value.rstrip(b"\0") if isinstance(value, bytes) else value


def as_missing(value):
    return [as_missing(v) for v in value] if isinstance(value, list) else None if value == "nan" else value


def refuses(peer, error):
    """The limitation of a peer that makes it refuse a file of ours, None if there is none."""
    if peer == "fastparquet" and isinstance(error, NotImplementedError) and str(error) == "Encoding 9":
        return SPLIT
    return None


def reading(peer, kind, want, have):
    """The bug of a peer that makes it read a column of ours otherwise than it was written, None if there is none.

    `kind` is the type of our column, `want` and `have` are all its values in plain form.
    """
    if peer != "fastparquet":
        return None
    if kind.startswith("list<list<"):
        return NESTED
    if kind.endswith("digest") or kind.startswith("list<digest"):
        return PADDED if stripped(want) == have else None
    if as_missing(want) == as_missing(have):
        return MISSING
    return MISREAD if kind == "list<string>" else None


def writing(peer, source, stored, want, have):
    """The bug of a peer that makes it write a value otherwise than it was given; `want` and `have` are the meanings of both."""
    if peer != "fastparquet":
        return None
    if str(want) in ("None", "nan") and str(have) in ("None", "nan"):
        return MISSING
    if str(source) == "timestamp[us]" and str(stored) == "timestamp[ns]" and want == have * 1000:
        return MICROSECONDS
    return None


def difference(leaf, want, have):
    """The bug of pyarrow that makes it read a value otherwise than it is stored."""
    return None
