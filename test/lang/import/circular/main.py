# Circular imports: partially initialised modules, late lookups, failing from-import.
import a
print(a.done, a.b.done, a.ask_b(), a.b.ask_a())
import c
print(c.result)
import p.x
print(p.x.get(), p.y.get(), p.x.Y is p.y.Y)
