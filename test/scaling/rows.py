# Runs one row at a time for test/scaling/scaling.py, which asks and measures from outside.
#
# A row is a generator that is given a size n: what it does before its first yield is set up, what
# comes after is measured. It is registered with the exponent of its growth in n that CPython keeps
# to (n log n counts as 1) and with the size it is measured at.
# Reads `NAME N`, sets up, prints `ready`, reads a line, does the work, prints `done`. First it
# prints `NAME EXPONENT SIZE` of every row and an empty line.
import _rows_classes
import _rows_core
import _rows_text

ROWS = {**_rows_core.ROWS, **_rows_text.ROWS, **_rows_classes.ROWS}


def main():
    for name, (_, expected, n) in ROWS.items():
        print(name, expected, n)
    print(flush=True)
    while request := input():
        name, size = request.split()
        body = ROWS[name][0](int(size))
        next(body)
        print('ready', flush=True)
        input()
        for _ in body:
            pass
        print('done', flush=True)


main()
