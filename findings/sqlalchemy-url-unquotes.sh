#!/usr/bin/env bash
# SQLAlchemy 2.1 unquotes the database of a URL, which 2.0 left as it was: a path pasted into `sqlite:///…` that holds
# "%41" means another file after the update, without a word. `URL.create(..., database=path)` takes any path as it is.
#
# Seen: "2.0.44: data/%41.db; 2.1.9: data/A.db"
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
seen=""
for version in 2.0.44 2.1.9; do
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "sqlalchemy==$version"
    seen+="${seen:+; }$version: $("$folder/venv/bin/python" -c '
from sqlalchemy import URL, make_url
assert URL.create("sqlite", database="data/%41.db").database == "data/%41.db"
print(make_url("sqlite:///data/%41.db").database)')"
done
echo "$seen"
[ "$seen" = "2.0.44: data/%41.db; 2.1.9: data/A.db" ] || { echo "it is read otherwise now" >&2; exit 1; }
