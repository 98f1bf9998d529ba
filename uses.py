import package
from package.inner.deep import value
print(package.name, value)
