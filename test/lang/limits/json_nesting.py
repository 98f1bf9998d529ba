# resume-every: 101
# JSON that is nested too deep, too long, or goes in circles.
import json
def said(f):
    try:
        return str(f())[:50]
    except Exception as error:
        return f'{type(error).__name__}: {str(error)[:32]}'
for text in ('[' * 3000, '{"a":' * 3000, '[' * 3000 + ']' * 3000, '9' * 5000, '"' + 'a' * 1000, '1e999999', '-' * 100,
             '[' * 20 + ']' * 19, '"\\ud800"', '"\\u12"', '[1,]', '', ' ' * 1000, 'nul', '\x00', '[NaN, -Infinity]'):
    print(said(lambda: json.loads(text)))
x = []
for _ in range(3000): x = [x]
cyclic = []
cyclic.append({'x': cyclic})
table = {}
table['t'] = table
for value in (x, cyclic, table, {1: {2: cyclic}}):
    print(said(lambda: json.dumps(value)))
print(said(lambda: json.dumps(cyclic, check_circular=False)))
