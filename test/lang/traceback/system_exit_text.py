# SystemExit with text: printed to stderr, status 1.
try:
    raise KeyError('hidden')
except KeyError:
    raise SystemExit('fatal: giving up')
