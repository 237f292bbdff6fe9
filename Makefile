# Every target is a command of make.py, which also runs where there is no make.
PYTHON ?= python3
ARGS ?=

.PHONY: setup demo test check run messages freeze clean

setup demo test check run messages freeze clean:
	@$(PYTHON) make.py $@ $(ARGS)
