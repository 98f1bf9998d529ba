from .inner import deep
name = "package"
