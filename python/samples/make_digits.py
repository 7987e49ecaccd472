"""Writes the sample dataset "digits" from the copy that scikit-learn carries. Run once; what it writes is kept in this folder.

    pip download --no-deps scikit-learn && unzip scikit_learn-*.whl sklearn/datasets/data/digits.csv.gz
    python make_digits.py sklearn/datasets/data/digits.csv.gz
"""

import gzip
import struct
import sys
import zlib
from pathlib import Path

SIDE = 8
SCALE = 3
COLUMNS = 15
HERE = Path(__file__).parent / "digits"


def read(source: str) -> list[list[int]]:
    """Each row: 64 pixels from 0 (paper) to 16 (ink), then the digit."""
    with gzip.open(source, "rt", encoding="ascii") as lines:
        return [[int(float(field)) for field in line.split(",")] for line in lines]


def write_table(rows: list[list[int]]) -> None:
    names = [f"pixel_{y}_{x}" for y in range(SIDE) for x in range(SIDE)] + ["target"]
    lines = [",".join(names), *(",".join(map(str, row)) for row in rows)]
    (HERE / "digits.csv").write_text("\n".join(lines) + "\n", encoding="ascii")


def sheet(images: list[list[int]]) -> list[bytearray]:
    """All images of one digit side by side, dark on white, with a line of paper between them."""
    cell = (SIDE + 1) * SCALE
    height = -(-len(images) // COLUMNS) * cell
    lines = [bytearray(b"\xff" * (COLUMNS * cell)) for _ in range(height)]
    for index, image in enumerate(images):
        top, left = index // COLUMNS * cell, index % COLUMNS * cell
        for y in range(SIDE * SCALE):
            for x in range(SIDE * SCALE):
                ink = image[y // SCALE * SIDE + x // SCALE]
                lines[top + y][left + x] = 255 - ink * 255 // 16
    return lines


def png(lines: list[bytearray]) -> bytes:
    """An 8-bit grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", len(lines[0]), len(lines), 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes(line) for line in lines), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def main() -> None:
    rows = read(sys.argv[1])
    write_table(rows)
    (HERE / "images").mkdir(exist_ok=True)
    for digit in range(10):
        images = [row[:-1] for row in rows if row[-1] == digit]
        (HERE / "images" / f"{digit}.png").write_bytes(png(sheet(images)))


if __name__ == "__main__":
    main()
