#!/bin/sh
# Installs the workspace when the lockfile has changed since the last install; otherwise does nothing.
# Needs Node 20 or newer and npm; puts Node 24 into node_modules/.bin, which npm places first on the path.
set -eu
cd "$(dirname "$0")/.."
stamp=node_modules/.installed-lockfile
if [ -f "$stamp" ] && cmp -s pnpm-lock.yaml "$stamp"; then exit 0; fi
npx --yes pnpm@12 install --frozen-lockfile
cp pnpm-lock.yaml "$stamp"
