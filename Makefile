# SPDX-License-Identifier: Apache-2.0
# `make run` and `make test` are all that a newcomer needs; both install what is missing.

FLORIN := .build/release/florin
FLORIN_PORT ?= 8080
export FLORIN_PORT

.PHONY: help setup build run test bench simulate fuzz prove-prices ha ha-drill format clean

help:
	@echo 'make run       build and start Florin on port $(FLORIN_PORT), its data in florin-data/'
	@echo 'make test      format, documents, unit tests, acceptance tests'
	@echo 'make simulate  a million random commands against a model of the ledger'
	@echo 'make fuzz      ten minutes of nonsense for each reader of what others send (FLORIN_FUZZ_SECONDS)'
	@echo 'make prove-prices  quotes against the calculators of LiteLLM and genai-prices (230 MB)'
	@echo 'make ha        PostgreSQL under Patroni, and two nodes of Florin, on this machine (as root)'
	@echo 'make ha-drill  20 rounds of faults on that, under load; writes docs/failover.md'
	@echo 'make bench     the numbers of the README (Benchmarks/)'
	@echo 'make format    rewrite the sources as CI wants them'
	@echo 'make setup     install everything that the above need'
	@echo 'make clean     remove what was built; data stays'

setup:
	@Scripts/setup

build:
	@Scripts/setup run
	swift build -c release --product florin

run: build
	@echo
	@echo 'Florin listens on http://127.0.0.1:$(FLORIN_PORT); README.md has a first session to paste.'
	@echo 'Data: florin-data/. Stop with Ctrl-C. Check with: $(FLORIN) doctor'
	@exec $(FLORIN) serve

test:
	@Scripts/setup test
	@Scripts/test

bench:
	@Scripts/setup bench
	swift build -c release --product florin
	Benchmarks/run

simulate:
	@Scripts/setup run
	swift build -c release --build-tests
	FLORIN_SIMULATION_COMMANDS=$${FLORIN_SIMULATION_COMMANDS:-1000000} \
		swift test -c release --skip-build --disable-xctest --filter SimulationTests

fuzz:
	@Scripts/setup run
	Scripts/fuzz

# In an environment of its own: LiteLLM and what it needs would make the tests wait for a minute.
PROOF := .build/price-proof
prove-prices: build
	@cmp -s Acceptance/price_proof/requirements.txt $(PROOF)/requirements.txt || { \
		rm -rf $(PROOF) && python3 -m venv $(PROOF) && \
		$(PROOF)/bin/pip install --quiet --disable-pip-version-check \
			-r Acceptance/price_proof/requirements.txt && \
		cp Acceptance/price_proof/requirements.txt $(PROOF)/; }
	cd Acceptance && ../$(PROOF)/bin/python -m price_proof.prove --write ../docs/price-proof.md --sample

ha: build
	@Scripts/setup ha
	Deploy/ha/cluster up

ha-drill: build
	@Scripts/setup ha
	Deploy/ha/drill --write docs/failover.md

format:
	swift format --in-place --parallel --recursive Sources Tests Fuzz Package.swift

clean:
	rm -rf .build .venv
