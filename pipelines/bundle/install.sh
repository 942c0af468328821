#!/bin/sh
# Installs guowen from this bundle into a folder of its own, without network, and tries it on the sample city.
# Exit codes: 0 installed and tried; 2 wrong use, platform or Python; 3 a digest is wrong; 4 pip; 5 the self-test.
set -eu
umask 022

usage() {
    cat <<'END'
sh install.sh [--to DIR] [--digest HEX] [--python PROGRAM] [--no-test]
  --to DIR          where to install; not there yet, or empty; default: /opt/guowen
  --digest HEX      what `guowen bundle` told at its end, brought here by another way than the bundle
  --python PROGRAM  a Python 3.11; default: python3.11, else python3
  --no-test         leave out the self-test, which screens the sample city
END
}
fail() { code=$1; shift; echo "install.sh: $*" >&2; exit "$code"; }
told() { sed -n "s/^$1 //p" platform.txt; }

to=/opt/guowen digest='' python='' try=yes
while [ $# -gt 0 ]; do
    case $1 in
        --to|--digest|--python)
            [ $# -gt 1 ] || fail 2 "$1 needs a value"
            case $1 in --to) to=$2 ;; --digest) digest=$2 ;; --python) python=$2 ;; esac
            shift 2 ;;
        --no-test) try=no; shift ;;
        -h|--help) usage; exit 0 ;;
        *) usage >&2; fail 2 "$1: no such option" ;;
    esac
done
case $to in /*) ;; *) to=$PWD/$to ;; esac
cd "$(dirname "$0")"

# Every file before any of them is used. What is not listed does not belong here.
[ -f SHA256SUMS ] || fail 3 "SHA256SUMS: not there; the bundle is not whole, copy it again"
if [ -n "$digest" ] && [ "$(sha256sum < SHA256SUMS | cut -d' ' -f1)" != "$digest" ]; then
    fail 3 "SHA256SUMS: not the one that was sealed by $digest; this is another bundle, or a changed one"
fi
wrong=$(sha256sum --check --strict --quiet SHA256SUMS 2>/dev/null) ||
    fail 3 "digests are wrong, copy the bundle again: $(printf '%s' "$wrong" | sed 's/: FAILED.*//' | tr '\n' ' ')"
find . -type f ! -path ./SHA256SUMS | while IFS= read -r file; do
    cut -c67- SHA256SUMS | grep -qxF -e "$file" || echo "$file"
done | grep . >&2 && fail 3 "the files above are not of this bundle; remove them, or copy it again"
[ -z "$(find . ! -type f ! -type d)" ] || fail 3 "$(find . ! -type f ! -type d): a link has no place in a bundle"

[ "$(uname -s) $(uname -m)" = "Linux $(told machine)" ] ||
    fail 2 "this is $(uname -s) on $(uname -m), the bundle is for Linux on $(told machine); make one on such a machine"
libc=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2)
[ -n "$libc" ] || fail 2 "this system has no GNU C library (musl?); the bundle needs $(told glibc) or newer"
[ "$(printf '%s\n%s\n' "$(told glibc)" "$libc" | sort -V | head -n1)" = "$(told glibc)" ] ||
    fail 2 "this system's C library is $libc, the bundle needs $(told glibc) or newer; make one on this system's release"

if [ -z "$python" ]; then
    python=$(command -v "python$(told python)" || command -v python3 || true)
    [ -n "$python" ] || fail 2 "no Python found; install Python $(told python), or name it by --python"
fi
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || fail 2 "$python: does not run"
[ "$found" = "$(told python)" ] ||
    fail 2 "$python is Python $found, the bundle is for $(told python); name one by --python"
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
    fail 2 "$python has no venv or ensurepip; install them (Debian: python$(told python)-venv)"

if [ -e "$to" ] && [ -n "$(ls -A "$to" 2>/dev/null || echo file)" ]; then
    fail 2 "$to: is there already; name another folder by --to, each version has its own"
fi
made=no
trap '[ $made = yes ] || rm -rf "$to"' EXIT
"$python" -m venv "$to" || fail 4 "$to: no environment could be made there; see the rights and the disk"
pip() { PIP_CONFIG_FILE=/dev/null "$to/bin/python" -m pip --isolated --disable-pip-version-check "$@"; }
pip install --quiet --no-index --find-links wheels --require-hashes --only-binary :all: --requirement requirements.txt ||
    fail 4 "pip could not install from the bundle; the lines above say why; $to was removed"
pip check >/dev/null || { pip check >&2 || true; fail 4 "the packages do not fit together; $to was removed"; }
made=yes
echo "installed: guowen $(told version) in $to"

[ $try = yes ] || exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export PYTHONUTF8=1
if "$to/bin/guowen" doctor --help >/dev/null 2>&1; then
    "$to/bin/guowen" doctor || echo "install.sh: the doctor names above what is to be mended on this machine" >&2
fi
"$to/bin/guowen" demo --out "$work/demo" >"$work/said" 2>&1 || {
    cat "$work/said" >&2
    fail 5 "the sample city could not be screened; guowen stays in $to, \`$to/bin/guowen demo\` tries again"
}
[ -s "$work/demo/proposals.jsonl" ] || fail 5 "the sample city gave no proposal; guowen stays in $to to be looked at"
echo "self-test: $(wc -l <"$work/demo/documents.jsonl") files of the sample city, $(wc -l <"$work/demo/proposals.jsonl") proposals"
