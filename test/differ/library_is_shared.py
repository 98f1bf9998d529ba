# perdure-only
# expect: tuple True
# expect: AttributeError a function of the library does not show its __globals__
# expect: AttributeError a function of the library does not show its __closure__
# expect: {} None
# What all runs share of the library cannot be changed, or is given as a copy.
import json

print(type(json.__all__).__name__, 'dumps' in json.__all__)
for name in '__globals__', '__closure__':
    try:
        getattr(json.loads, name)
    except AttributeError as e:
        print(type(e).__name__, e)
json.loads.__dict__['mine'] = 1
json.dumps.__kwdefaults__['indent'] = 8
print(json.loads.__dict__, json.dumps.__kwdefaults__['indent'])
