#!/usr/bin/env bash
# Recognition beside NLP.js on the same files in one run:
#   run.sh GUICHET DATA     (the program, and the folder of the labelled files)
# Sets whose test part is not there are measured on their validation part.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
guichet=$(realpath "$1")
data=${2:?name the folder of the labelled files}
[ -d "$data" ] || { echo "skipped: no labelled files in $data"; exit 0; }

peer=
if command -v npm >/dev/null; then
	peer=$(mktemp -d)
	trap 'rm -rf "$peer"' EXIT
	echo "installing NLP.js 4.27"
	(cd "$peer" && npm install --silent --no-audit --no-fund node-nlp@4.27.0 >/dev/null) && cp "$here/nlpjs.cjs" "$peer"
else
	echo "NLP.js is left out: npm is not here"
fi

measure() { # measure NAME LANG TRAIN TEST [VAL]
	[ -f "$data/$3" ] && [ -f "$data/$4" ] || { echo "skipped: $1"; return; }
	echo
	echo "$1"
	"$guichet" intents bench --train "$data/$3" --test "$data/$4" ${5:+--val "$data/$5"} --lang "$2" |
		sed -n "s/^bench: /bench: guichet_$1_/p"
	[ -z "$peer" ] || node "$peer/nlpjs.cjs" "$1" "$2" "$data/$3" "$data/$4" 2>/dev/null | grep '^bench:'
}

measure rasa-helpdesk en rasa-helpdesk/train.tsv rasa-helpdesk/test.tsv
measure rasa-helpdesk-typos en rasa-helpdesk/train.tsv rasa-helpdesk/test_typo20.tsv
measure braun-askubuntu en braun-askubuntu/train.tsv braun-askubuntu/test.tsv
measure braun-webapps en braun-webapps/train.tsv braun-webapps/test.tsv
measure braun-chatbot en braun-chatbot/train.tsv braun-chatbot/test.tsv
measure nlpjs50-en en nlpjs50-en/train.tsv nlpjs50-en/test.tsv
measure nlpjs50-fr fr nlpjs50-fr/train.tsv nlpjs50-fr/test.tsv
measure clinc150-10 en clinc150-fewshot/train_10.tsv clinc150-fewshot/val.tsv
measure banking77-10 en banking77/train_10.tsv banking77/fsval.tsv
measure clinc150 en clinc150-full/train.tsv clinc150-full/val.tsv clinc150-full/val.tsv
