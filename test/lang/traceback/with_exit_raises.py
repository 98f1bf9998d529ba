# __exit__ raising while another exception is in flight.
class Res:
    def __enter__(self):
        return self
    def __exit__(self, *exc):
        raise OSError('close failed')
def use():
    with Res() as r:
        r.go()
use()
