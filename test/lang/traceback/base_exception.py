# An uncaught BaseException subclass that except Exception does not stop.
class Halt(BaseException):
    pass
try:
    raise Halt('stop now')
except Exception:
    print('not here')
