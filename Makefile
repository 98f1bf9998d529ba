# The front door: `make TARGET` installs what the target needs (tools/setup) and calls CMake,
# Ninja and the drivers in tools/. It holds no knowledge of its own.
#
#   make            build/perdure               make lint      every static check
#   make demo       a durable run, killed       make fmt       lay the sources out
#   make test       the tests (a minute)        make fuzz      SECONDS=60 of each fuzzer
#   make torture    all modes (15 minutes)      make sim       SEED=1 COUNT=1 faulty storage
#   make bench      the measurements            make install   PREFIX=/usr/local DESTDIR=
#   make clean      removes build/

PREFIX  ?= /usr/local
SEED    ?= 1
COUNT   ?= 1
SECONDS ?= 60
PYTHON  := /usr/bin/python3

# Configures a preset once; Ninja does it again by itself when a CMake file changes.
define build
	@test -f build/$(2)/build.ninja || cmake --preset $(1) >/dev/null
	@cmake --build build/$(2) $(3)
endef

.PHONY: build demo test torture sim fuzz bench lint fmt install clean

build:
	@tools/setup build
	$(call build,release)

demo: build
	@sh examples/demo.sh build/perdure

test:
	@tools/setup build test
	$(call build,release)
	@$(PYTHON) tools/test.py --build build --mode plain,oracle,effects,laws --law-cases 8

# The corpus is stopped at every instruction, and each allocation and each call of the store fails in
# turn, in the release build, which keeps its assertions; the sanitizers see all tests and stops at
# some instructions.
torture:
	@tools/setup build test torture
	$(call build,release)
	$(call build,torture,torture)
	$(call build,clang-dev,clang-dev)
	$(call build,fuzz,fuzz,--target fuzzers)
	@$(PYTHON) tools/test.py --build build --other build/clang-dev \
		--mode plain,oracle,effects,laws,scaling,gc,resume,replay,oom,io,cross --fault-share 100 \
		--law-cases 20 --law-seed 0
	@$(PYTHON) tools/test.py --build build/torture --mode plain,laws,resume \
		--resume-stride 997 --long-from 100 --timeout 30
	@$(PYTHON) tools/test.py --build build/clang-dev --mode plain -k unit
	@printf '%s\n' 1/2 2/2 | xargs -P2 -I{} $(PYTHON) test/scaling/scaling.py --part {} $(PYTHON)
	@$(PYTHON) test/kill/kill.py build/perdure --jobs 2 --every 5
	@printf '%s\n' $(SEED) $$(($(SEED) + 50)) | xargs -P2 -I{} build/sim/perdure_sim --seed {} --count 50
	@$(PYTHON) tools/fuzz.py --build build/fuzz --seconds 60 --jobs 2

sim:
	@tools/setup build test
	$(call build,release,,--target perdure_sim)
	@build/sim/perdure_sim --seed $(SEED) --count $(COUNT)

fuzz:
	@tools/setup build test torture
	$(call build,fuzz,fuzz,--target fuzzers)
	@$(PYTHON) tools/fuzz.py --build build/fuzz --seconds $(SECONDS)

bench: build
	@tools/setup bench
	@$(PYTHON) bench/run.py --build build
	@$(PYTHON) bench/run.py --build build --instructions --all

lint:
	@tools/setup build test torture lint
	$(call build,dev,dev)
	$(call build,release)
	@$(PYTHON) tools/lint.py
	@$(PYTHON) bench/run.py --build build --instructions

fmt:
	@tools/setup lint
	@$(PYTHON) tools/lint.py --fix

install: build
	@cmake --install build --prefix $(PREFIX)
	@[ -n "$(DESTDIR)" ] || ! [ -w /etc/ld.so.cache ] || ldconfig

clean:
	@rm -rf build
