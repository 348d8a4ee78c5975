#!/bin/sh
# Resolves pyproject.toml into requirements.lock (what the service needs), requirements-dev.lock (that, and the tools) and
# requirements-bench.lock (that, and the rivals of `make bench`), for every platform, with hashes and without the name
# of any index; and the build backend alone into deploy/build.lock, for the image. Called by `make lock`.
set -eu
cd "$(dirname "$0")/.."

if ! command -v uv >/dev/null 2>&1; then
    python -m pip install -q uv
fi

compile() {
    uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header "$@"
}

compile --upgrade pyproject.toml -o requirements.lock
compile --upgrade -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock
compile --upgrade -c requirements-dev.lock --extra bench --group dev pyproject.toml -o requirements-bench.lock
echo hatchling | compile --upgrade -c requirements-dev.lock - -o deploy/build.lock
echo "wrote requirements.lock, requirements-dev.lock, requirements-bench.lock and deploy/build.lock"
