#!/usr/bin/env bash
# transformers 5.24.0: `from_pretrained` of a folder with a tokenizer's settings, but without its words (vocab.json and
# merges.txt, or tokenizer.json), neither fails nor warns: it makes a tokenizer of two words, for which every prompt of the
# same length is the same. A pipeline of diffusers that lacks such a file draws on, with words of no meaning.
#
# Seen: "2 words; a red fox: [2, 2, 2, 2, 2, 2, 2] between the marks, a big owl likewise: True"
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transformers==5.24.0
mkdir "$folder/tokenizer"
echo '{"tokenizer_class": "CLIPTokenizer", "model_max_length": 77}' > "$folder/tokenizer/tokenizer_config.json"
"$folder/venv/bin/python" - "$folder/tokenizer" 2> "$folder/said" <<'PYTHON'
import sys

from transformers import CLIPTokenizer

tokenizer = CLIPTokenizer.from_pretrained(sys.argv[1], local_files_only=True)
fox, owl = tokenizer("a red fox").input_ids[1:-1], tokenizer("a big owl").input_ids[1:-1]
print(f"{len(tokenizer)} words; a red fox: {fox} between the marks, a big owl likewise: {fox == owl}")
assert len(tokenizer) == 2 and fox == owl, "it knows words now"
PYTHON
if grep -iq "vocab\|merges\|missing" "$folder/said"; then
    echo "it warns now: $(cat "$folder/said")" >&2
    exit 1
fi
