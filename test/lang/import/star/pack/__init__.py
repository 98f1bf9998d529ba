__all__ = ['one', 'extra']
extra = 'E'
