#!/bin/sh
# Installs a bundle in a network namespace without network, screens the sample city from another folder, and damages
# copies of the bundle to see that each damage is told. Needs root. Prints what was tried and what came of it.
#   sh tools/try-bundle.sh BUNDLE_DIR [DIGEST]
set -eu
bundle=$(cd "$1" && pwd) digest=${2:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
alone() { unshare --net -- env -i PATH=/usr/local/bin:/usr/bin:/bin HOME="$work/home" LANG=C.UTF-8 PIP_NO_INDEX=0 "$@"; }
say() { printf '%-58s %s\n' "$1" "$2"; }
now() { date +%s; }
mkdir "$work/home"

python=$(command -v python3.11)
alone "$python" -c 'import socket; socket.create_connection(("1.1.1.1", 53), 3)' 2>/dev/null &&
    { echo "try-bundle.sh: there is network inside the namespace" >&2; exit 1; }
say "network inside the namespace" "none"
say "bundle" "$(du -sm "$bundle" | cut -f1) MB, $(find "$bundle/wheels" -type f | wc -l) wheels"

begun=$(now)
# shellcheck disable=SC2086
(cd /; alone sh "$bundle/install.sh" --to "$work/guowen" --python "$python" ${digest:+--digest "$digest"}) >"$work/said" 2>&1 ||
    { cat "$work/said"; exit 1; }
say "install.sh, self-test included" "$(($(now) - begun)) s"
sed 's/^/    /' "$work/said" | sed "s|$work|DIR|g"

mkdir "$work/site"
samples=$("$work/guowen/bin/python" -P -c 'import data, pathlib; print(pathlib.Path(data.__file__).parent / "samples")')
case $samples in "$work"/*) ;; *) echo "try-bundle.sh: $samples is not of the installation" >&2; exit 1 ;; esac
begun=$(now)
(cd "$work/site"; alone "$work/guowen/bin/guowen" screen "$samples/inbox" --registries "$samples/registries") >"$work/said" 2>&1 ||
    { cat "$work/said"; exit 1; }
say "guowen screen, from an empty folder" "$(wc -l <"$work/site/out/proposals.jsonl") proposals, $(($(now) - begun)) s"
(cd "$work/site"; alone "$work/guowen/bin/guowen" ledger verify) >"$work/said" 2>&1 && say "guowen ledger verify" "holds"

damage() {  # WHAT COMMAND...: a copy of the bundle without the wheels' bytes copied, one thing changed
    what=$1; shift
    rm -rf "$work/copy"; cp -al "$bundle" "$work/copy"
    (cd "$work/copy"; "$@")
    code=0; alone sh "$work/copy/install.sh" --to "$work/none" --python "$python" --no-test >"$work/said" 2>&1 || code=$?
    [ $code -ne 0 ] || { echo "try-bundle.sh: $what was not told" >&2; exit 1; }
    [ ! -e "$work/none" ] || { echo "try-bundle.sh: $what left $work/none behind" >&2; exit 1; }
    say "$what: exit $code" ""; tail -n 1 "$work/said" | sed "s|$work|DIR|g; s/^/    /"
}
# cp -al shares the bytes: a file is replaced, never written into.
change() { cp "$1" "$1.new"; printf x >>"$1.new"; mv "$1.new" "$1"; }
# shellcheck disable=SC2317
relabel() { sed "s/$1/$2/" platform.txt >p; mv p platform.txt; reseal; }
reseal() { sha256sum platform.txt | sed 's|  |  ./|' >s; grep -v platform.txt SHA256SUMS >>s; mv s SHA256SUMS; }
first=$(cd "$bundle"; find wheels -name 'jieba*')
damage "a wheel with one byte more" change "$first"
damage "a wheel missing" rm "$first"
damage "a wheel that does not belong" cp requirements.txt wheels/evil-1.0-py3-none-any.whl
damage "another machine" relabel 'machine .*' 'machine riscv64'
damage "a newer C library asked for" relabel 'glibc .*' 'glibc 9.9'
damage "another Python asked for" relabel 'python .*' 'python 3.14'

# Addresses of the index and of folders of wheels, without scheme and password; what is in guowen's own wheel as well.
index=$( { "$python" -m pip config list; env | grep '^PIP_'; } 2>/dev/null | grep -iE 'index.url|find.links' |
    sed "s/^[^=]*=//; s/'//g" | tr -s ' ' '\n' | sed 's|^[a-z]*://||; s|.*@||; s|/simple/*$||' | grep . | sort -u || true)
[ -n "$index" ] || { say "mentions of the index that the wheels came from" "not tried: none is configured here"; exit 0; }
leaks=0
mkdir "$work/own"
unzip -q "$bundle"/wheels/guowen-*.whl -d "$work/own"
for place in $index; do
    ! grep -rqF "$place" "$bundle" "$work/own" || leaks=$((leaks + 1))
done
say "addresses of index and wheels configured here, in the bundle" "$leaks of $(echo "$index" | wc -l)"
[ $leaks -eq 0 ]
