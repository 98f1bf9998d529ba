# Imports: the bundle of a program is closed, so a module is a unit of the program or part of the
# library.
import _vm

__all__ = ("exec", "eval", "compile")


def _absolute(importer, name, level):
    if level == 0:
        return name
    space = importer.__dict__
    package = space.get("__package__")
    if package is None:
        package = space["__name__"]
        if "__path__" not in space:
            package = package.rpartition(".")[0]
    if not package:
        raise ImportError("attempted relative import with no known parent package")
    for _ in range(level - 1):
        package, dot, _rest = package.rpartition(".")
        if not dot:
            raise ImportError("attempted relative import beyond top-level package")
    return package + "." + name if name else package


def _run_unit(name, unit):
    modules = _vm.modules()
    module = _vm.new_module(unit)
    space = module.__dict__
    if _vm.is_package(unit):
        space["__path__"] = [name.replace(".", "/")]
        space["__package__"] = name
    else:
        space["__package__"] = name.rpartition(".")[0]
    modules[name] = module
    try:
        _vm.module_body(unit, module)()
    except BaseException:
        modules.pop(name, None)
        raise
    _vm.module_done(module)
    return module


def _load(name):
    modules = _vm.modules()
    if name in modules:
        if modules[name] is None:
            error = ModuleNotFoundError(f"import of {name} halted; None in sys.modules")
            error.name = name
            raise error
        return modules[name]
    parent = name.rpartition(".")[0]
    if parent:
        _load(parent)
        if name in modules:
            return modules[name]
    unit = _vm.find_unit(name)
    if unit >= 0:
        module = _run_unit(name, unit)
    else:
        module = _vm.image_module(name)
        if module is None:
            if parent and not hasattr(modules[parent], "__path__"):
                message = f"No module named {name!r}; {parent!r} is not a package"
            else:
                message = f"No module named {name!r}"
            error = ModuleNotFoundError(message)
            error.name = name
            raise error
        modules[name] = module
    if parent:
        setattr(modules[parent], name.rpartition(".")[2], module)
    return module


def import_module(importer, name, level, names):
    absolute = _absolute(importer, name, level)
    module = _load(absolute)
    if names is None:
        if level:
            return module
        return _vm.modules()[absolute.partition(".")[0]]
    if hasattr(module, "__path__"):
        for wanted in names:
            if wanted == "*":
                for public in getattr(module, "__all__", ()):
                    _submodule(module, absolute, public)
            else:
                _submodule(module, absolute, wanted)
    return module


def _submodule(module, absolute, wanted):
    if hasattr(module, wanted):
        return
    full = absolute + "." + wanted
    if full in _vm.modules() or _vm.find_unit(full) >= 0 or _vm.image_module(full) is not None:
        _load(full)


def import_from(module, name):
    try:
        return getattr(module, name)
    except AttributeError:
        pass
    title = getattr(module, "__name__", "<unknown module name>")
    found = _vm.modules().get(title + "." + name)
    if found is not None:
        return found
    where = getattr(module, "__file__", None)
    if where is not None and type(module) is type(_vm) and not _vm.module_is_done(module):
        error = ImportError(f"cannot import name {name!r} from partially initialized module "
                            f"{title!r} (most likely due to a circular import) ({where})")
    else:
        where_text = where or "unknown location"
        error = ImportError(f"cannot import name {name!r} from {title!r} ({where_text})")
    error.name = title
    error.path = where
    raise error


def import_star(module, importer):
    source = module.__dict__
    target = importer.__dict__
    if "__all__" in source:
        for name in source["__all__"]:
            target[name] = getattr(module, name)
    else:
        for name in list(source):
            if name[:1] != "_":
                target[name] = source[name]


def _not_yet(name):
    raise NotImplementedError(f"{name}() does not run yet: a program is compiled before it starts")


def exec(source, globals=None, locals=None, /, *, closure=None):
    _not_yet("exec")


def eval(source, globals=None, locals=None, /):
    _not_yet("eval")


def compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1):
    _not_yet("compile")
