# `make` shows what there is. Everything lives in .venv/ and var/; both are git-ignored.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
TESTS ?=

PY := .venv/bin/python
MANAGE := $(PY) manage.py
PYTEST := $(PY) -m pytest -n $(WORKERS) --dist worksteal
WITH_POSTGRES := $(PY) -m tests.postgres_server --
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)
COMPILED := $(CATALOGUES:.po=.mo)
COVERED := law audit/ledger casework/engine casework/acts

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.PHONY: help run venv test test-sqlite test-postgres e2e check lint types django-checks covered proof proof-races \
	proof-numbers proof-kills proof-examples proof-clocks proof-access proof-pages faults bench screenshots messages \
	compile-messages lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- Use --------------------------------------------------------------------------------------------------

run: export DJANGO_SETTINGS_MODULE = config.settings.demo
run: export PAPER_QR = http://$(HOST):$(PORT)/{value}
run: .venv/base-installed compile-messages ## start the demo on http://127.0.0.1:8000/ (HOST=, PORT=)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) demo
	@worker= ; web= ; \
	trap 'kill $$worker $$web 2>/dev/null; wait' EXIT; trap 'exit 0' INT TERM; \
	$(MANAGE) worker & worker=$$!; \
	.venv/bin/gunicorn config.wsgi --bind $(HOST):$(PORT) --workers 2 --threads 4 --no-control-socket \
		--log-level warning & web=$$!; \
	echo "Anjuan answers on http://$(HOST):$(PORT)/ - Ctrl-C stops it."; \
	while kill -0 $$worker 2>/dev/null && kill -0 $$web 2>/dev/null; do sleep 1; done; \
	echo "The web server or the worker has ended; stopping the other." >&2; exit 1

# --- Test and check ---------------------------------------------------------------------------------------

test: test-sqlite test-postgres ## all tests but the browser's, on SQLite and on PostgreSQL (TESTS=tests/law)

test-sqlite: .venv/dev-installed compile-messages ## the same on SQLite only
	env -u DATABASE_URL $(PYTEST) -m "not browser" $(TESTS)

test-postgres: .venv/dev-installed compile-messages ## the same on PostgreSQL only (TEST_DATABASE_URL, or one it finds or starts)
	$(WITH_POSTGRES) env ONLY_DATABASE_TESTS=1 $(PYTEST) -m "not browser" $(TESTS)

e2e: .venv/dev-installed compile-messages ## pages in a real Chromium
	@if grep -rqs --include='test_*.py' 'mark\.browser' tests; \
	then env -u DATABASE_URL $(PYTEST) -m browser $(TESTS); \
	else echo "There is no browser test yet."; fi

check: lint types django-checks covered e2e ## everything that CI does

lint: .venv/dev-installed ## format, style, templates, who imports whom
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	@if [ -d templates ]; then find templates -type f \( -name '*.html' -o -name '*.txt' \) -print0 \
		| xargs -0 -r .venv/bin/djade --check --target-version 5.2; fi
	.venv/bin/lint-imports --no-cache

types: .venv/dev-installed ## mypy, strict on law, ledger, engine and acts
	.venv/bin/mypy

django-checks: .venv/dev-installed compile-messages ## Django's checks, also as in production, and missing migrations
	env DJANGO_SETTINGS_MODULE=config.settings.testing $(MANAGE) check --fail-level WARNING
	env DJANGO_SETTINGS_MODULE=config.settings.testing $(MANAGE) makemigrations --check --dry-run
	@secret() { $(PY) -c 'import secrets; print(secrets.token_urlsafe(48))'; }; \
	echo "manage.py check --deploy (production settings, made-up secrets)"; \
	env DJANGO_SETTINGS_MODULE=config.settings.production ALLOWED_HOSTS=hall.example HALL_FILE=config/hall.demo.yaml \
		PAPER_KEY=none \
		SECRET_KEY="$$(secret)" VAULT_KEY="$$(secret)" INDEX_KEY="$$(secret)" \
		DATABASE_URL=postgresql://hall@db.example/anjuan $(MANAGE) check --deploy --fail-level WARNING

# Some lines run on one database only, so coverage is that of both suites together.
covered: .venv/dev-installed compile-messages
	rm -f .coverage
	env -u DATABASE_URL $(PYTEST) -m "not browser" --cov --cov-report=
	$(WITH_POSTGRES) env ONLY_DATABASE_TESTS=1 $(PYTEST) -m "not browser" --cov --cov-append --cov-report=
	@for area in $(COVERED); do \
		$(PY) -m coverage report --include="$$area/*" --fail-under=95 || { echo "Coverage of $$area is below 95 %."; exit 1; }; \
	done

proof: proof-races proof-numbers proof-kills proof-examples proof-clocks proof-access proof-pages ## the full numbers; results go to docs/proof/

proof-races: .venv/dev-installed compile-messages ## races on PostgreSQL: 50 at once x 100, two branches into a join x 200
	$(WITH_POSTGRES) env PROOF=1 PROOF_OUT=docs/proof/races.json $(PY) -m pytest tests/engine/test_races.py

proof-numbers: .venv/dev-installed compile-messages ## numbers on PostgreSQL: 8 writers, 1,000 each, and 1,000 papers made void
	$(WITH_POSTGRES) env PROOF=1 PROOF_OUT=docs/proof/numbers.json $(PY) -m pytest tests/engine/test_numbers.py

proof-kills: .venv/dev-installed compile-messages ## the worker and whoever issues papers killed 50 times on PostgreSQL
	$(WITH_POSTGRES) env PROOF=1 PROOF_OUT=docs/proof/kills.json $(PY) -m pytest -p no:randomly tests/worker/test_kills.py

proof-examples: .venv/dev-installed compile-messages ## the property-based tests with many more examples (TESTS=tests/law)
	env -u DATABASE_URL PROOF=1 $(PYTEST) -m "not browser" $(TESTS)

proof-clocks: .venv/dev-installed compile-messages ## 100,000 random clocks against a walk; the sweep over as many open ones
	$(PY) -m benchmarks --only-clocks --clocks 100000 --json docs/proof/bench-clocks.json
	env PROOF=1 PROOF_OUT=docs/proof/law-clocks.json $(PY) -m pytest -p no:randomly tests/law/test_clocks_against_a_walk.py

proof-access: .venv/dev-installed compile-messages ## the whole table of who may what: every role, address, state and act
	env -u DATABASE_URL PROOF=1 $(PYTEST) tests/access/test_matrix.py

proof-pages: .venv/dev-installed compile-messages ## every page in both languages through axe (needs Chromium)
	env -u DATABASE_URL PROOF=1 $(PYTEST) -m browser $(addprefix tests/browser/test_,accessibility.py migrant.py vouchers.py)

faults: .venv/dev-installed compile-messages ## what is broken on purpose: safeguards, random input, kills, guesses, races
	env -u DATABASE_URL $(PYTEST) tests/safeguards tests/api/test_items_at_random.py tests/api/test_described_at_random.py \
		tests/worker/test_kills.py tests/public/test_guesses.py tests/vouchers/test_nothing_is_told.py \
		tests/vouchers/test_who_had_which.py
	$(WITH_POSTGRES) $(PYTEST) tests/worker/test_kills.py tests/engine/test_races.py tests/worker/test_attention_races.py \
		tests/vouchers/test_nothing_is_told.py tests/vouchers/test_who_had_which.py

bench: .venv/dev-installed compile-messages ## measure what a step costs
	$(PY) -m benchmarks

screenshots: .venv/dev-installed compile-messages ## the pictures of the README, from a demo hall made for them
	$(PY) -m tests.browser.screenshots

# --- Keep in order ----------------------------------------------------------------------------------------

venv: .venv/dev-installed ## .venv with everything that run, test and check need

# The lists are whole, so pip resolves nothing (--no-deps): asked to, it looks at newer releases than those pinned and
# stops at their missing hashes. `pip check` says if something was left out.
.venv/base-installed: requirements/base.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Anjuan needs Python 3.11 or newer.")'
	@test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --require-hashes --no-deps -r requirements/base.txt
	@$(PY) -m pip check >/dev/null || $(PY) -m pip check
	@touch $@

.venv/dev-installed: requirements/dev.txt .venv/base-installed
	$(PY) -m pip install --quiet --require-hashes --no-deps -r requirements/dev.txt
	@$(PY) -m pip check >/dev/null || $(PY) -m pip check
	@touch $@

messages: .venv/dev-installed ## collect new texts into locale/ (needs gettext)
	env DJANGO_SETTINGS_MODULE=config.settings.testing $(MANAGE) makemessages --locale zh_Hans --no-obsolete \
		--add-location file --ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*'

compile-messages: .venv/base-installed $(COMPILED) ## compile locale/ (without gettext)

%.mo: %.po
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

lock: .venv/dev-installed ## resolve requirements/*.in anew, with hashes and without addresses
	cd requirements && for name in base dev; do \
		../.venv/bin/pip-compile --quiet --upgrade --allow-unsafe --strip-extras --generate-hashes \
			--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file $$name.txt $$name.in || exit 1; \
	done

clean: ## remove what make has made, but never var/ with its data
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete 2>/dev/null || true
