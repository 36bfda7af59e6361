"""Files of at most a megabyte that ask for more than there is: the kinds that are known, and variants of each.

Here: how each is made. Not here: what becomes of it.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

MOST_BYTES = 1_000_000
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TITLES = ("Region Code", "STP Code", "Org code", "Org name", "Org Type")
HEADING = (
    "REPORTING_PERIOD_START,REPORTING_PERIOD_END,GROUP_TYPE,ORG_CODE1,ORG_NAME1,ORG_CODE2,ORG_NAME2,"
    "MEASURE_ID,MEASURE_NAME,MEASURE_VALUE_SUPPRESSED"
)
ROW = "01/04/2021,30/04/2021,CCG,{code},{code},,,{measure},x,{value}"
# The sources whose layouts read them: a workbook, a sheet that is a table, a CSV.
WORKBOOK, TABLE, CSV = "mh_dashboard", "smi_physical_health_checks", "talking_therapies_monthly"


@dataclass(frozen=True)
class Bomb:
    """A file of a kind; `make` gives its bytes."""

    kind: str
    number: int
    source_id: str
    make: Callable[[], bytes]

    def __str__(self) -> str:
        return f"{self.kind}-{self.number}"


def sheet(rows: bytes, namespace: str = MAIN, head: bytes = b"") -> bytes:
    return head + b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (namespace.encode(), rows)


def book(
    sheets: Sequence[bytes], *, names: Sequence[str] | None = None, more: dict[str, bytes] | None = None, many: int = 0
) -> bytes:
    """A workbook of sheets' XML; `many` names for its first sheet besides."""
    numbers = [*range(1, len(sheets) + 1), *[1] * many]
    listed = "".join(
        f'<sheet name="{names[place] if names and place < len(names) else f"IAPT(ii_a) {place}"}"'
        f' sheetId="{place + 1}" r:id="rId{number}"/>'
        for place, number in enumerate(numbers)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{LINKS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'.encode(),
        **{f"xl/worksheets/sheet{number}.xml": content for number, content in enumerate(sheets, 1)},
        **(more or {}),
    }
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def text_row(number: int, texts: Sequence[str]) -> bytes:
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{cells}</row>'.encode()


# -- kinds of workbooks -----------------------------------------------------------------------------------------------


def far_cells() -> Iterator[Callable[[], bytes]]:
    for place in ("AAAAAAAA5", "aaaaaaaa5", "ZZZZ99999999", "ZZZZZZZ1", "XFD1048576", "A4294967295", "XFE1"):
        for tag in ('<c r="%s">', "<c\nr\n=\n'%s' >", '<x:c r="%s" xmlns:x="' + MAIN + '">', '<c s="1" r=" %s">'):
            for namespace in (MAIN, STRICT):
                close = "</x:c>" if tag.startswith("<x:") else "</c>"
                rows = f'<row r="1"><c r="A1"><v>1</v></c>{tag % place}<v>1</v>{close}</row>'
                yield lambda rows=rows, namespace=namespace: book([sheet(rows.encode(), namespace)])


def many_sheets() -> Iterator[Callable[[], bytes]]:
    corner = b'<row r="5000"><c r="ZZ5000"><v>1</v></c></row>'
    for many in (10, 100, 999, 5_000, 20_000):
        yield lambda many=many: book([sheet(corner)], many=many)
        yield lambda many=many: book([sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>')], many=many)
        yield lambda many=many: book([sheet(corner)] * min(many, 900))
        yield lambda many=many: book([sheet(text_row(1, TITLES) + corner)], many=min(many, 900))


def without_places() -> Iterator[Callable[[], bytes]]:
    for cell in (b"<c><v>1</v></c>", b'<c t="e"><v>#N/A</v></c>', b"<c><f>A1</f></c>", b"<c/>", b"<c><v/></c>"):
        for rows, columns in ((1, 2_000_000), (2_000, 1_000), (1_000_000, 1), (1_500_000, 2)):
            yield lambda cell=cell, rows=rows, columns=columns: book(
                [sheet((b"<row>" + cell * columns + b"</row>") * rows)]
            )


def quadratic() -> Iterator[Callable[[], bytes]]:
    runs = (
        b"<c ", b"<c r=", b'<c r="A1" ', b"</f>", b"<f/>", b'<c r="A1"><f>', b"<v>", b't="e"', b'<c r="A1" t="e">',
        b'<c a="1">', b"<!--", b"<![CDATA[", b"<?x ?>", b"<row>", b"&amp;", b'<c r="A1"><f>1</f></c>', b"<c r='",
        b'<c r="A1" t="e"><f>',
    )  # fmt: skip
    for run in runs:
        yield lambda run=run: book([sheet(run * (3_000_000 // len(run)))])
        yield lambda run=run: book([sheet(b'<row r="1"><c r="A1"' + run * (60_000 // len(run)) + b"></c></row>")])


def unpacks_large() -> Iterator[Callable[[], bytes]]:
    for megabytes in (90, 140, 300, 500):
        for filler in (b" ", b"<!-- -->", b'<row r="1"/>'):
            content = filler * (megabytes * 1_000_000 // len(filler) // 10)

            def make(content: bytes = content) -> bytes:
                # In ten parts: one of them alone would not be packed small enough.
                return book([sheet(content)] * 10)

            yield make
        yield lambda megabytes=megabytes: lied(book([sheet(b" " * (megabytes * 1_000_000))]))
        yield lambda megabytes=megabytes: book(
            [sheet(b"")], more={"xl/sharedStrings.xml": b"<sst>" + b" " * (megabytes * 1_000_000) + b"</sst>"}
        )


def lied(content: bytes) -> bytes:
    """The same with parts that say that they unpack to 100 bytes."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = changed.find(mark)
        while at >= 0:
            if struct.unpack_from("<I", changed, at + offset)[0] > 1_000_000:
                struct.pack_into("<I", changed, at + offset, 100)
            at = changed.find(mark, at + 1)
    return bytes(changed)


def long_texts() -> Iterator[Callable[[], bytes]]:
    for length, times in ((30_000, 100_000), (3_000_000, 1_000), (300, 1_000_000), (30_000_000, 20)):
        shared = b'<sst xmlns="%s"><si><t>%s</t></si></sst>' % (MAIN.encode(), b"x" * length)
        cells = b'<row><c t="s"><v>0</v></c></row>' * times
        yield lambda cells=cells, shared=shared: book([sheet(cells)], more={"xl/sharedStrings.xml": shared})
        named = text_row(1, TITLES) + cells
        yield lambda named=named, shared=shared: book([sheet(named)], more={"xl/sharedStrings.xml": shared})
        texts = b'<row><c t="inlineStr"><is><t>%s</t></is></c></row>' % (b"x" * length)
        yield lambda texts=texts: book([sheet(text_row(1, TITLES) + texts)])
        # A name of a sheet, an attribute and an error of that length.
        yield lambda length=length: book([sheet(b"")], names=["x" * min(length, 3_000_000)])
        yield lambda length=length: book(
            [sheet(b'<row><c r="A1" t="e"><v>' + b"#" * min(length, 3_000_000) + b"</v></c></row>")]
        )


def nested() -> Iterator[Callable[[], bytes]]:
    for tag in (b"c", b"row", b"is", b"v", b"x"):
        for depth in (1_000, 100_000, 2_000_000):
            yield lambda tag=tag, depth=depth: book([sheet(b"<%s>" % tag * depth + b"</%s>" % tag * depth)])
    entities = b"<!DOCTYPE x [" + b"".join(
        b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10 if level else b"lol") for level in range(12)
    )
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml"):
        yield lambda part=part: book([sheet(b"")], more={part: entities + b"]><x>&a11;</x>"})
    yield lambda: book([entities + b"]>" + sheet(b'<row><c r="A1"><v>&a11;</v></c></row>')])


def in_other_encodings() -> Iterator[Callable[[], bytes]]:
    whole = sheet(text_row(1, TITLES) + b'<row r="9999"><c r="ZZZ9999"><v>1</v></c></row>')
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"):
        head = f'<?xml version="1.0" encoding="{encoding.upper()}"?>'
        yield lambda encoding=encoding, head=head: book([(head + whole.decode()).encode(encoding)])
        yield lambda encoding=encoding, head=head: book([head.encode() + whole])
        yield lambda encoding=encoding: book(
            [whole], more={"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>'.encode(encoding)}
        )


def zips() -> Iterator[Callable[[], bytes]]:
    plain = book([sheet(text_row(1, TITLES))])
    yield lambda: book([sheet(b"")], more={f"x/{number}": b"" for number in range(9_000)})
    yield lambda: book([sheet(b"")], more={"xl/vbaProject.bin": b"\0" * 90_000_000})
    for seed in range(20):

        def make(seed: int = seed) -> bytes:
            random, changed = Random(seed), bytearray(plain)
            for _ in range(random.choice([1, 3, 10])):
                changed[random.randrange(len(changed))] = random.randrange(256)
            return bytes(changed)

        yield make
    # A list of parts that leads many times to the same bytes.
    yield lambda: overlapping(5_000)


def overlapping(times: int) -> bytes:
    name, content = b"xl/worksheets/sheet1.xml", packed({"x": b"\0" * 1_000_000})
    start = content.find(b"PK\x01\x02")
    entry = content[start : content.find(b"PK\x05\x06")]
    entries = b"".join(
        entry[:28] + struct.pack("<H", len(name) + 6) + entry[30:46] + name + b"%06d" % number
        for number in range(times)
    )
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, times, times, len(entries), start, 0)
    return content[:start] + entries + end


# -- kinds of CSV, and tables -----------------------------------------------------------------------------------------


def csv_shapes() -> Iterator[Callable[[], bytes]]:
    row = ROW.format(code="03N", measure="M192", value="50")
    for encoding in ("utf-8", "utf-16"):
        for text in (
            HEADING + "," * 300_000, HEADING + "\n" + row + "," * 300_000, HEADING + "\n" + '"' * 300_000,
            HEADING + "\n" + '"a\n' * 100_000, HEADING + "\n" + '""",' * 70_000, HEADING + "\n" * 300_000,
            "x\n" * 40 + HEADING + "\n" + row, ",;\t|" * 70_000, "\0" * 300_000, HEADING + "\r" * 300_000,
            HEADING + "\n" + "x" * 300_000, ('"' + "x," * 1_000 + '"\n') * 100, (HEADING + "\n") * 1_500,
            HEADING + "\n" + "a,b\n" * 70_000, HEADING + "\n" + "\u202e\ufeff\x1b[2J," * 30_000,
        ):  # fmt: skip
            yield lambda text=text, encoding=encoding: text.encode(encoding)


def csv_rows() -> Iterator[Callable[[], bytes]]:
    def rows(**columns: str) -> bytes:
        lines = [HEADING]
        for number in range(8_000):
            texts = {"code": "03N", "measure": "M192", "value": "50"} | columns
            lines.append(ROW.format(**{name: text.format(number) for name, text in texts.items()}))
        return "\n".join(lines).encode()[:MOST_BYTES]

    for column in ("code", "measure", "value"):
        for text in ("{}", "x{}", "{}%", "x" * 60 + "{}", "1e{}", "9" * 300 + "{}", '"{}\n"', "-{}.{{}}"):
            yield lambda column=column, text=text: rows(**{column: text})


def tables() -> Iterator[Callable[[], bytes]]:
    """Sheets that their layout reads to the end: many organisations, periods and texts."""
    for rows, columns in ((10, 16_000), (2_000, 200), (100_000, 7), (30_000, 30)):
        for cell in (b"<c><v>1</v></c>", b'<c t="inlineStr"><is><t>x</t></is></c>', b'<c t="e"><v>#N/A</v></c>'):

            def make(rows: int = rows, columns: int = columns, cell: bytes = cell) -> bytes:
                above = text_row(1, (*TITLES, *(f"Q{n % 4 + 1} {2000 + n}/{(n + 1) % 100:02}" for n in range(columns))))
                code = b"<c/><c/>" + b'<c t="inlineStr"><is><t>03N</t></is></c>' * 2
                return book(
                    [sheet(above + (b"<row>" + code + cell * columns + b"</row>") * rows)], names=["IAPT(ii_a)"]
                )

            yield make


KINDS: dict[str, tuple[str, Callable[[], Iterator[Callable[[], bytes]]]]] = {
    "far-cells": (WORKBOOK, far_cells),
    "many-sheets": (WORKBOOK, many_sheets),
    "without-places": (WORKBOOK, without_places),
    "quadratic": (WORKBOOK, quadratic),
    "unpacks-large": (WORKBOOK, unpacks_large),
    "long-texts": (WORKBOOK, long_texts),
    "nested": (WORKBOOK, nested),
    "encodings": (WORKBOOK, in_other_encodings),
    "zips": (TABLE, zips),
    "tables": (WORKBOOK, tables),
    "csv-shapes": (CSV, csv_shapes),
    "csv-rows": (CSV, csv_rows),
}


def bombs(of_each: int | None = None) -> list[Bomb]:
    """All bombs, or the first few of each kind."""
    return [
        Bomb(kind, number, source_id, make)
        for kind, (source_id, makes) in KINDS.items()
        for number, make in enumerate(islice(makes(), of_each), 1)
    ]
