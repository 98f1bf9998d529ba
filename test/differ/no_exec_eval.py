# perdure-only
# exec, eval and compile exist as names and raise NotImplementedError.
for f in (lambda: eval('1 + 1'), lambda: exec('x = 1'), lambda: compile('1', 'f', 'eval')):
    try:
        f()
        print('ran')
    except NotImplementedError as e:
        print(type(e).__name__)
# expect: NotImplementedError
# expect: NotImplementedError
# expect: NotImplementedError
