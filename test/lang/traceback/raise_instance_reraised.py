# An instance raised again later keeps and extends its traceback.
def origin():
    raise ValueError('kept')
try:
    origin()
except ValueError as e:
    saved = e
def later():
    raise saved
later()
