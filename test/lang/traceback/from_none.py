# Suppressed context prints a single traceback.
def get(d, k):
    try:
        return d[k]
    except KeyError:
        raise LookupError(f'no {k!r}') from None
get({}, 'x')
