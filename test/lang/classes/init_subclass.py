# __init_subclass__ with keywords, inheritance, and refusal of unknown keywords.
class Plugin:
    plugins = {}
    def __init_subclass__(cls, /, name=None, **kw):
        super().__init_subclass__(**kw)
        cls.plugins[name or cls.__name__.lower()] = cls

class A(Plugin): pass
class B(Plugin, name='bee'): pass
class C(B, name='sea'): pass
print({k: v.__name__ for k, v in Plugin.plugins.items()})
try:
    class D(Plugin, other=1): pass
except TypeError as e:
    print(e)
try:
    class E(flag=True): pass
except TypeError as e:
    print(e)

class Mixin:
    def __init_subclass__(cls, *, tag='', **kw):
        cls.tag = tag
        super().__init_subclass__(**kw)
class F(Mixin, Plugin, tag='T', name='eff'): pass
print(F.tag, 'eff' in Plugin.plugins, F.mro()[1].__name__)
opts = {'name': 'dyn', 'tag': 'd'}
bases = (Mixin, Plugin)
class G(*bases, **opts): pass
print(G.tag, Plugin.plugins['dyn'] is G)
