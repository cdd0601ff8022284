# Thin names for dev.py, which works without make too: python3 dev.py demo (on Windows: py dev.py demo).
# Another Python: make demo PYTHON=python3.12     More words for the program: make test ARGS="-k clock"
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help demo lab panel test test-long test-browser lint format bench notebooks lock

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /|/' | while IFS='|' read -r n w; do printf '  make %-12s %s\n' "$$n" "$$w"; done

demo: ## set up, then compare the shipped dealership's what-ifs
	@$(PYTHON) dev.py $@ $(ARGS)

lab: ## the notebooks in JupyterLab
	@$(PYTHON) dev.py $@ $(ARGS)

panel: ## the panel of levers as a web page; another center: make panel ARGS=my.yaml
	@$(PYTHON) dev.py $@ $(ARGS)

test: ## set up, then run all tests but the long ones
	@$(PYTHON) dev.py $@ $(ARGS)

test-long: ## the long tests
	@$(PYTHON) dev.py $@ $(ARGS)

test-browser: ## the panel in JupyterLab and Voilà, and the report, in a real browser
	@$(PYTHON) dev.py $@ $(ARGS)

lint: ## style, types, the doors between the rooms
	@$(PYTHON) dev.py $@

format: ## put style right where a machine can
	@$(PYTHON) dev.py $@

bench: ## how fast it is on this machine
	@$(PYTHON) dev.py $@ $(ARGS)

notebooks: ## run every notebook from a fresh kernel
	@$(PYTHON) dev.py $@ $(ARGS)

lock: ## resolve the lock files anew (needs uv)
	@$(PYTHON) dev.py $@ $(ARGS)
