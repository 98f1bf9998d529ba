# resume-every: 67
# State machines: a table, classes per state, and generators as states.
table = {('idle', 'coin'): ('paid', 'thanks'), ('paid', 'push'): ('idle', 'go'),
         ('idle', 'push'): ('idle', 'locked'),
         ('paid', 'coin'): ('paid', 'again')}
s, out = 'idle', []
for ev in ('push', 'coin', 'coin', 'push', 'push'):
    s, msg = table[s, ev]
    out.append(msg)
print(s, out)
class State:
    def on(self, ev): return getattr(self, 'on_' + ev, lambda: self)()
    def __repr__(self): return type(self).__name__
class Red(State):
    def on_tick(self): return Green()
class Green(State):
    n = 0
    def on_tick(self):
        self.n += 1
        return Yellow() if self.n > 1 else self
class Yellow(State):
    def on_tick(self): return Red()
    def on_fail(self): return Red()
st, seen = Red(), []
for ev in 'tick tick tick fail tick bogus tick'.split():
    st = st.on(ev)
    seen.append(repr(st))
print(seen)
def parser():
    depth, buf, out = 0, '', []
    c = yield
    while c is not None:
        if c == '(': depth += 1
        elif c == ')':
            depth -= 1
            if depth < 0: raise ValueError('unbalanced')
        if c == ',' and depth == 0: out.append(buf); buf = ''
        else: buf += c
        c = yield depth
    return out + [buf]
def parse(s):
    p = parser(); next(p)
    try:
        for c in s: p.send(c)
        p.send(None)
    except StopIteration as e: return e.value
    except ValueError as e: return str(e)
print(parse('a,f(b,c),g((d),e)'), parse('a)'), parse(''))
def brainf(src, inp=''):
    tape, ptr, pc, out, inp, jump, stack = [0] * 8, 0, 0, '', list(inp), {}, []
    for i, c in enumerate(src):
        if c == '[': stack.append(i)
        elif c == ']': j = stack.pop(); jump[i], jump[j] = j, i
    while pc < len(src):
        c = src[pc]
        if c == '>': ptr += 1
        elif c == '<': ptr -= 1
        elif c in '+-': tape[ptr] = (tape[ptr] + (1 if c == '+' else -1)) % 256
        elif c == '.': out += chr(tape[ptr])
        elif c == ',': tape[ptr] = ord(inp.pop(0))
        elif c == '[' and not tape[ptr] or c == ']' and tape[ptr]: pc = jump[pc]
        pc += 1
    return out
print(brainf(',+.>,.<-.', 'AZ'), brainf('++[>+++<-]>' + '+' * 60 + '.'))
