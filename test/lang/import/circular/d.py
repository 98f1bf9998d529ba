def helper(n):
    from c import base
    try: return base(n)
    except NameError as e: return str(e)
import c
print('c has base:', hasattr(c, 'base'))
def helper(n):
    import c
    return c.base(n) if hasattr(c, 'base') else 'too early'
