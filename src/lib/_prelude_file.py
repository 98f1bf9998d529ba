# Files: reading is one recorded effect at open, writing one at each flush. The effects are
# listed at the end of include/perdure.h.
import _vm

__all__ = ("open",)


class _Unsupported(OSError, ValueError):
    pass


class _File:
    def __init__(self, path, mode, text, encoding, errors, newline):
        self.name = path
        self.mode = mode
        self.closed = False
        self._text = text
        self._encoding = encoding
        self._errors = errors
        self._newline = newline
        self._data = None
        self._at = 0
        self._pending = []
        self._offset = None

    def _load(self, data):
        if self._text:
            data = data.decode(self._encoding, self._errors)
            if self._newline is None:
                data = data.replace("\r\n", "\n").replace("\r", "\n")
        self._data = data

    def _check(self, reading):
        if self.closed:
            raise ValueError("I/O operation on closed file.")
        if reading and self._data is None:
            raise _Unsupported("not readable")
        if not reading and self._data is not None:
            raise _Unsupported("not writable")

    def readable(self):
        return self._data is not None

    def writable(self):
        return self._data is None

    def read(self, size=-1):
        self._check(True)
        start = self._at
        end = len(self._data) if size is None or size < 0 else start + size
        part = self._data[start:end]
        self._at = start + len(part)
        return part

    def readline(self, size=-1):
        self._check(True)
        mark = "\n" if self._text else b"\n"
        found = self._data.find(mark, self._at)
        end = len(self._data) if found < 0 else found + 1
        if size is not None and 0 <= size < end - self._at:
            end = self._at + size
        part = self._data[self._at:end]
        self._at = end
        return part

    def readlines(self, hint=-1):
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def tell(self):
        return self._at

    def seek(self, offset, whence=0):
        self._check(True)
        if whence == 1:
            offset += self._at
        elif whence == 2:
            offset += len(self._data)
        self._at = offset
        return offset

    def write(self, data):
        self._check(False)
        if self._text:
            if not isinstance(data, str):
                raise TypeError(f"write() argument must be str, not {type(data).__name__}")
            self._pending.append(data.encode(self._encoding, self._errors))
        else:
            if not isinstance(data, (bytes, bytearray)):
                raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'")
            self._pending.append(bytes(data))
        return len(data)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        if self.closed or self._data is not None or not self._pending:
            return
        data = b"".join(self._pending)
        self._pending = []
        _vm.perform("append_file", self.name, data, self._offset)
        self._offset += len(data)

    def close(self):
        if not self.closed:
            self.flush()
            self.closed = True

    def __enter__(self):
        if self.closed:
            raise ValueError("I/O operation on closed file.")
        return self

    def __exit__(self, kind, error, traceback):
        self.close()
        return None


def open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None):
    """Opens a file under a grant (--allow-read, --allow-write)."""
    path = file if isinstance(file, str) else str(file)
    kinds = [c for c in mode if c in "rwxa"]
    if len(kinds) != 1 or "+" in mode or [c for c in mode if c not in "rwxabt"]:
        raise ValueError(f"invalid mode: {mode!r}")
    text = "b" not in mode
    if not text and encoding is not None:
        raise ValueError("binary mode doesn't take an encoding argument")
    opened = _File(path, mode, text, encoding or "utf-8", errors or "strict", newline)
    if kinds[0] == "r":
        opened._load(_vm.perform("read_file", path))
    elif kinds[0] == "a":
        size = _vm.perform("file_size", path)
        if size is None:
            _vm.perform("write_file", path, b"", "w")
            size = 0
        opened._offset = size
    else:
        _vm.perform("write_file", path, b"", kinds[0])
        opened._offset = 0
    return opened
