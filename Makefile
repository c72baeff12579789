PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KEYWORDS := $(addprefix -k ,_ translate translate_count:1,2 marked BadInput NotAllowed NotFound Conflict NotReady)

.PHONY: constraints run demo pictures test lint messages bench clean retention-truth scheduler-histories practice-load usage-truth proof-cases faults bench-peers fuzz load soak view-cost start-times

run: $(VENV)/.installed ## start the app on http://127.0.0.1:8501
	$(BIN)/streamlit run kb_app.py

demo: $(VENV)/.installed ## a data folder with a year of synthetic data, in data-demo
	$(BIN)/python -m demo

pictures: $(VENV)/.installed-dev ## screenshots of every page in docs/images/pages, from a fresh demo (10 minutes)
	KB_PICTURES=docs/images/pages $(BIN)/python -m pytest -n 0 tests/browser/test_page_pictures.py

test: $(VENV)/.installed-dev ## every test, the linters and the type check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.installed-dev ## format and lint in place
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(VENV)/.installed-dev ## update the catalogue with new texts and compile it
	$(BIN)/pybabel -q extract -F babel.cfg $(KEYWORDS) --no-location --sort-output -o kb/locales/kb.pot .
	$(BIN)/pybabel -q update -D kb -N --no-wrap --ignore-obsolete -i kb/locales/kb.pot -d kb/locales -l zh_CN
	rm kb/locales/kb.pot
	-$(BIN)/pybabel -q compile -f -D kb -d kb/locales -l zh_CN # takes "% complete" for a placeholder; the tests compare fields

bench: $(VENV)/.installed-dev ## speed of ingest and search on the documents of FOLDER
	$(BIN)/python -m bench ingest-speed $(FOLDER)
	$(BIN)/python -m bench search-speed $(FOLDER)

bench-peers: $(VENV)/.installed-dev ## the product compared with txtai, chromadb, lancedb and llm, on the documents of FOLDER
	$(BIN)/python -m bench peers $(FOLDER) --write docs/performance.md

retention-truth: $(VENV)/.installed-dev ## coverage of the intervals of the retention page (10 minutes)
	$(BIN)/python -m bench retention-truth

scheduler-histories: $(VENV)/.installed-dev ## 10,000 random practice histories compared with py-fsrs
	$(BIN)/python -m bench scheduler-histories

practice-load: $(VENV)/.installed-dev ## the list of due questions at a million answers
	$(BIN)/python -m bench practice-load

load: $(VENV)/.installed-dev ## 200 people in the app at once, compared with a bare Streamlit script (5 minutes)
	$(BIN)/python -m bench load

soak: $(VENV)/.installed-dev ## 100 people for half an hour: does memory stay flat?
	$(BIN)/python -m bench soak

view-cost: $(VENV)/.installed-dev ## cost of the ledger when a document is opened
	$(BIN)/python -m bench view-cost

start-times: $(VENV)/.installed-dev ## from the start of the process to the first page and the first answer by meaning
	$(BIN)/python -m bench start-times

usage-truth: $(VENV)/.installed-dev ## every figure of usage against pandas, and the speed of the page
	$(BIN)/python -m bench usage-truth

proof-cases: $(VENV)/.installed-dev ## many people at once and killed processes: no step on a case is lost or partly taken
	$(BIN)/python -m bench case-life

faults: $(VENV)/.installed-dev ## kill, fill the disk, break pages; writes the table of docs/reliability.md
	$(BIN)/python -m bench faults --record docs/reliability.md

fuzz: $(VENV)/.installed-dev ## 100,000 mutated files and requests: nothing crashes, hangs or is partly stored (an hour)
	$(BIN)/python -m bench fuzz

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -q -r requirements.txt -c constraints.txt
	touch $@

$(VENV)/.installed-dev: requirements.txt requirements-dev.txt training/requirements.txt constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -q -r requirements-dev.txt -c constraints.txt
	touch $(VENV)/.installed $@

constraints: $(VENV)/.installed-dev ## write down the versions that are installed, after every test passed with them
	{ sed -n '/^#/p' constraints.txt; $(BIN)/python -m pip freeze --exclude-editable | sed -n 's/^\([A-Za-z0-9_.-]*==[^+]*\).*/\1/p'; } > constraints.new
	mv constraints.new constraints.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
