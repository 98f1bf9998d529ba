__all__ = ['listed', '_also', 'func']
listed, _also, unlisted = 'L', 'A', 'U'
def func(): return 'limited func'
