# An application hierarchy: wrapping, translation, result objects.
class AppError(Exception):
    code = 500
    def __init__(self, msg, **ctx):
        super().__init__(msg)
        self.ctx = ctx
    def __str__(self):
        base = super().__str__()
        return f'[{self.code}] {base}' + (f' {self.ctx}' if self.ctx else '')
class NotFound(AppError): code = 404
class Conflict(AppError): code = 409
def find(db, k):
    try: return db[k]
    except KeyError as e: raise NotFound(f'no {k}', key=k) from e
def insert(db, k, v):
    if k in db: raise Conflict('exists', key=k, old=db[k])
    db[k] = v
def attempt(f, *a):
    try: return ('ok', f(*a))
    except NotFound as e: return ('missing', str(e), repr(e.__cause__))
    except AppError as e: return ('error', str(e), e.code, e.args)
db = {}
print(attempt(find, db, 'a'), attempt(insert, db, 'a', 1), attempt(find, db, 'a'))
print(attempt(insert, db, 'a', 2), AppError('plain'), repr(Conflict('c', x=1)))
try:
    try: find(db, 'z')
    except AppError as e: raise RuntimeError('wrapped') from e
except RuntimeError as e:
    while e:
        print(type(e).__name__, e)
        e = e.__cause__
