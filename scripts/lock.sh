#!/bin/sh
# Write the two lock files again from pyproject.toml (needs uv: pip install uv).
set -eu
cd "$(dirname "$0")/.."
lock() {
  out=$1
  shift
  uv pip compile pyproject.toml "$@" --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --custom-compile-command "scripts/lock.sh" --quiet -o "$out"
}
lock requirements.lock --group install
lock requirements-test.lock --extra clinic --extra research --group install --group test
