# The few commands people expect. Everything runs in the active virtual environment.
.DEFAULT_GOAL := help
.PHONY: help install lint format type layers test quick bench ci

help:  ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install:  ## Install the project with all that the tests need
	pip install -e ".[embedded,dev]"

lint:  ## Style
	ruff check .
	ruff format --check .

format:  ## Mend what can be mended automatically
	ruff check --fix .
	ruff format .

type:  ## Types and layers
	mypy
	lint-imports

test:  ## All tests; what is not installed here is skipped with a hint
	pytest

quick:  ## Tests without a model
	pytest -m "not model"

bench:  ## The table of README, from a real run
	python benchmarks/seed_problems.py

ci:  ## What a change must pass
	.ci/run
