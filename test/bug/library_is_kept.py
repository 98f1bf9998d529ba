# perdure-only
# resume-every: 97
# What the modules of the library hold was part of the image all runs share: a program that changed a
# list or dict of them, or one of their functions, ended the process.
# expect: []
# expect: ok
import asyncio
import builtins
import contextvars
import json
import math
import random
import secrets
import sys
import time
import uuid

import perdure
import perdure.handlers

modules = [asyncio, builtins, contextvars, json, math, random, secrets, time, uuid, perdure,
           perdure.handlers]
print([(m.__name__, n) for m in modules for n, v in vars(m).items()
       if type(v) in (list, dict, set, bytearray)])


def outcome(f):
    try:
        return f()
    except (AttributeError, TypeError) as e:
        return type(e)


def functions():
    for m in [*modules, sys]:
        for v in vars(m).values():
            yield v
            if isinstance(v, type):
                for member in vars(v).values():
                    yield member


checked = 0
for f in functions():
    if type(f) is not type(outcome):
        continue
    checked += 1
    for name in '__dict__', '__kwdefaults__', '__annotations__':
        d = getattr(f, name)
        if d is not None:
            before = dict(d)
            d['new'] = 1
            assert getattr(f, name) == before
    assert outcome(lambda: f.__globals__) is outcome(lambda: f.__closure__) is AttributeError
    for name in '__defaults__', '__kwdefaults__', '__dict__', '__code__', 'new':
        assert outcome(lambda: setattr(f, name, None)) is AttributeError, name
    for value in [*(f.__defaults__ or ()), *(f.__kwdefaults__ or {}).values()]:
        assert type(value) not in (list, dict, set, bytearray), f
assert checked > 300, checked
assert json.dumps('"\x01', indent=2) == '"\\"\\u0001"'
print('ok')
