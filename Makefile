# The house's commands. `make help` prints the lines with two hashes; CI runs `make check` and nothing else.

# The Python to embed and to make the tests' environments with: any 3.10 to 3.13 with a shared library.
PYTHON ?= $(or $(PYO3_PYTHON),python3)
# Where `make install` puts the programs, and which build it takes (`release` or `dev`).
PREFIX ?= /usr/local
PROFILE ?= release

TARGET := $(or $(CARGO_TARGET_DIR),target)
OXIKKA := $(TARGET)/debug/oxikka
# Each Python has its own: packages of one do not fit another.
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
TOOLS := $(abspath $(TARGET)/tools/$(VERSION))
PEERS := $(abspath $(TARGET)/peers/$(VERSION))
PEER := $(PEERS)/bin/python
BUILT := $(TARGET)/$(if $(filter dev,$(PROFILE)),debug,release)
SHARE := $(DESTDIR)$(PREFIX)/share/oxikka

# The peers that the tests compare with, and the tools that lint and test Python; never needed to run.
PEER_PACKAGES := telethon==1.45.0 cryptg==0.6.0 hikka-tl-new==2.0.8 heroku-tl-new==2.0.0 aiohttp==3.14.5
TOOL_PACKAGES := pytest==9.2.0 pytest-asyncio==1.5.0 ruff==0.17.6

export PYO3_PYTHON := $(shell command -v $(PYTHON))
PYTEST := PYTHONPATH=$(TOOLS)/packages PYTHONDONTWRITEBYTECODE=1 $(OXIKKA) python -m pytest -q -p no:cacheprovider -p no:asyncio
RUFF := PYTHONPATH=$(TOOLS)/packages $(PYTHON) -m ruff

.DEFAULT_GOAL := help
.PHONY: help setup build everything format lint test rust-test transcripts python-test oracle scenarios client-tests installed compat bench playground check install

help: ## print this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(TOOLS)/ready $(PEERS)/ready ## fetch what the tests need beyond cargo: peers and tools, under target/

playground: build ## open an offline Telegram with alice, bob and a userbot
	$(OXIKKA) playground

build:
	cargo build --workspace
	$(OXIKKA) python -m compileall -q python_shim modules

# All that tests run, in one go and with one set of features: cargo would build much of it again for each of several.
everything:
	cargo build --workspace --all-targets
	$(OXIKKA) python -m compileall -q python_shim modules

format: $(TOOLS)/ready ## put Rust and Python in order
	cargo fmt --all
	$(RUFF) check --fix-only --quiet $(wildcard python_shim modules compat-tests)

lint: $(TOOLS)/ready ## clippy, tidy, ruff; nothing is changed
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo xtask tidy
	$(RUFF) check --quiet $(wildcard python_shim modules compat-tests)

test: rust-test transcripts python-test oracle scenarios installed ## every test, offline but for the package registries

rust-test: everything $(PEERS)/ready
	OXIKKA_PEERS_PYTHON=$(PEER) OXIKKA_REQUIRE_PEERS=1 cargo test --workspace --no-fail-fast

transcripts: everything
	$(OXIKKA) test compat-tests/transcripts docs/modules.md

python-test: everything $(TOOLS)/ready
	$(PYTEST) $(wildcard python_shim/tests modules/tests compat-tests/surface)

oracle: everything $(TOOLS)/ready $(PEERS)/ready
	$(TARGET)/debug/examples/dump_schema > $(TARGET)/schema.jsonl
	$(PEER) compat-tests/oracle/tl_names.py $(TARGET)/schema.jsonl
	$(PEER) compat-tests/oracle/tl_bytes.py $(OXIKKA) $(PEER)
	$(PEER) compat-tests/oracle/text_dialects.py $(OXIKKA) $(PEER)
	OXIKKA_PEERS_PYTHON=$(PEER) OXIKKA_REQUIRE_PEERS=1 $(PYTEST) compat-tests/oracle

client-tests: export PYTHONPATH := $(TOOLS)/packages
client-tests: export PYTHONDONTWRITEBYTECODE := 1
client-tests: build $(TOOLS)/ready ## the client library's own offline tests, in both dialects: make client-tests FROM=CHECKOUT
	cd $(FROM) && OXIKKA_HTML_DIALECT=telethon $(abspath $(OXIKKA)) python -m pytest -q -p no:cacheprovider --deselect tests/telethon/crypto/test_rsa.py tests
	cd $(FROM) && $(abspath $(OXIKKA)) python -m pytest -q -p no:cacheprovider --deselect tests/telethon/crypto/test_rsa.py --deselect tests/telethon/extensions/test_html.py tests

scenarios: everything $(PEERS)/ready ## the client library beside the real Telethon, in equal worlds
	$(PEER) compat-tests/scenarios/run.py --oxikka $(OXIKKA) --world $(TARGET)/debug/examples/scenario_world
	$(PEER) compat-tests/bench/files.py $(OXIKKA) $(TARGET)/debug/examples/scenario_world --ours --mib 300 --far 0 --flat 48

installed: everything
	PYTHON=$(PYTHON) MAKE=$(MAKE) sh compat-tests/install/moved.sh

compat: build ## say which module files load: make compat MODULES=FOLDER; with REFERENCE=FILE, beside another host's results
	$(OXIKKA) compat $(or $(MODULES),modules) $(if $(REFERENCE),--install --json $(TARGET)/compat.json)
	$(if $(REFERENCE),$(PYTHON) compat-tests/corpus/against.py $(TARGET)/compat.json $(REFERENCE))

bench: $(PEERS)/ready ## beside the peer (release build); with a real host, too: make bench HIKKA=CHECKOUT HIKKA_PYTHON=ITS_PYTHON
	cargo build --release -p oxikka -p ox-worker --bins --example bench --example scenario_world
	$(BUILT)/oxikka python -m compileall -q python_shim modules
	$(BUILT)/examples/bench $(BUILT)/oxikka $(PEER) $(if $(HIKKA),$(abspath $(HIKKA)) $(or $(HIKKA_PYTHON),$(PEER)))
	$(PEER) compat-tests/bench/codec.py $(BUILT)/oxikka $(PEER)
	$(PEER) compat-tests/bench/files.py $(BUILT)/oxikka $(BUILT)/examples/scenario_world

check: lint test ## everything CI checks

install: ## copy programs, shim and modules to PREFIX (and DESTDIR)
	cargo build $(if $(filter dev,$(PROFILE)),--workspace --all-targets,--profile $(PROFILE) -p oxikka -p ox-worker)
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)
	install -m 755 $(BUILT)/oxikka $(BUILT)/oxikka-worker $(DESTDIR)$(PREFIX)/bin
	rm -rf $(SHARE)/python_shim $(SHARE)/modules
	cp -R python_shim modules $(SHARE)
	find $(SHARE) -depth \( -name __pycache__ -o -name tests \) -exec rm -rf {} +
	OXIKKA_SHIM=$(abspath $(SHARE))/python_shim $(DESTDIR)$(PREFIX)/bin/oxikka-worker python \
	  -m compileall -q --invalidation-mode unchecked-hash $(SHARE)

$(PEERS)/ready: Makefile
	$(PYTHON) -m venv $(PEERS)
	$(PEER) -m pip install --quiet --disable-pip-version-check $(PEER_PACKAGES)
	touch $@

$(TOOLS)/ready: Makefile
	rm -rf $(TOOLS)/packages
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target $(TOOLS)/packages $(TOOL_PACKAGES)
	touch $@
