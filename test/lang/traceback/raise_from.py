# Explicit chaining with from: two tracebacks and the direct-cause line.
class ConfigError(Exception): pass
def parse(s):
    return int(s)
def load(s):
    try:
        return parse(s)
    except ValueError as e:
        raise ConfigError('bad config: ' + s) from e
load('12x')
