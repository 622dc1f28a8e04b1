#!/usr/bin/env bash
# Puts Hugo beside frise: the same event pages of 10,000 articles, on a memory file system, in one run.
# Hugo only wraps finished bodies in a layout; frise reads 10,000 articles, merges and writes.
set -euo pipefail
cd "$(dirname "$0")/.."
count=${1:-10000}
work=$(mktemp -d -p "$([ -d /dev/shm ] && echo /dev/shm || echo /tmp)" frise-bench.XXXXXX)
trap 'rm -rf "$work"' EXIT

command -v hugo >/dev/null || apt-get install -y -qq hugo >/dev/null
cargo build --release --locked
bench=$(cargo bench --locked --bench build --no-run --message-format=json 2>/dev/null |
    sed -n 's/.*"executable":"\([^"]*build-[^"]*\)".*/\1/p' | tail -1)
frise=$PWD/target/release/frise

# Wall and CPU time and peak memory of a command.
measure() {
    local name=$1 pid peak=0 now
    shift
    local start cpu
    start=$(date +%s%N)
    "$@" >"$work/out" 2>"$work/err" &
    pid=$!
    while [ -r "/proc/$pid/status" ]; do
        now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null || true)
        [ "${now:-0}" -gt "$peak" ] && peak=$now
        cpu=$(awk '{ sub(/.*\) /, ""); print ($12 + $13) * 10 }' "/proc/$pid/stat" 2>/dev/null || echo "${cpu:-0}")
        sleep 0.01
    done
    wait "$pid" || { cat "$work/err"; return 1; }
    printf '%-34s %6d ms wall  %6s ms CPU  %5d MB\n' \
        "$name" $((($(date +%s%N) - start) / 1000000)) "${cpu:-?}" $((peak / 1024))
}

"$bench" generate "$work/project" "$count"
measure "frise, cold" "$frise" build "$work/project"
measure "frise, nothing changed" "$frise" build "$work/project"
"$bench" add "$work/project" "$count"
measure "frise, one article added" "$frise" build "$work/project"
"$bench" hugo "$work/project/site" "$work/hugo"
for _ in 1 2 3; do
    rm -rf "$work/hugo/public"
    measure "hugo, finished bodies" hugo --quiet --source "$work/hugo"
done
for _ in 1 2 3; do
    rm -rf "$work"/project/rendered-*
    "$bench" render "$work/project"
done
du -sh "$work/project/site/e" "$work/hugo/public" | sed 's/^/bytes: /'
"$bench"
