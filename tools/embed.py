#!/usr/bin/python3
"""Turns a file into a C source that holds its bytes; called by cmake/PerdureEmbed.cmake.

usage: embed.py FILE SYMBOL OUT.c
"""
import sys


def main(path, symbol, out):
    with open(path, "rb") as source:
        data = source.read()
    numbers = list(map(str, data or b"\0"))
    rows = ",\n".join(",".join(numbers[i:i + 24]) for i in range(0, len(numbers), 24))
    text = (
        "#include <stddef.h>\n"
        f"extern const unsigned char {symbol}[];\n"
        f"extern const size_t {symbol}_bytes;\n"
        f"_Alignas(8) const unsigned char {symbol}[] = {{\n{rows}\n}};\n"
        f"const size_t {symbol}_bytes = {len(data)};\n"
    )
    with open(out, "w", encoding="ascii") as target:
        target.write(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
