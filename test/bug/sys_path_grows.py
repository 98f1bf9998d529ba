# The lists of sys belong to the run; what all runs share is never written.
# expect: True True ['first', 'last']
# expect: ['a']
import sys

sys.path.insert(0, 'first')
sys.path.append('last')
print(sys.path is sys.path, sys.path[0] == 'first', [sys.path[0], sys.path[-1]])
sys.path[:] = ['a']
print(sys.path)
sys.warnoptions.append('x')
sys.warnoptions.remove('x')
