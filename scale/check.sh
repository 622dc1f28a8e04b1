#!/usr/bin/env bash
# A project on an engine gives what `frise build` gives, whatever the partitions: also when a
# child (or, on Spark, an executor) is killed in the middle. Arguments: the program, `sail` or
# `spark`, and perhaps the project [default: the demo] and the mentions of a part.
set -euo pipefail
frise=$(realpath "$1"); engine=$2
here=$(cd "$(dirname "$0")/.." && pwd)
from=$(realpath "${3:-$here}"); size=${4:-50}
work=$(mktemp -d); trap 'rm -rf "$work"; [ -z "${server:-}" ] || kill "$server"' EXIT

project() { mkdir -p "$1"; cp -r "$from"/frise.toml "$from"/content "$from"/frise.lock "$from"/templates "$1"/ 2>/dev/null || true; }
hash() { (cd "$1" && find . -type f ! -name '.frise-*' | sort | xargs sha256sum; sha256sum < "$2") | sha256sum; }

project "$work/plain"
"$frise" build "$work/plain" --no-cache >/dev/null 2>&1 || true
want=$(hash "$work/plain/site" "$work/plain/frise.lock")
echo "embedded: ${want%% *}, $SECONDS s"

if [ "$engine" = sail ]; then
    # Its cluster mode tries a failed task again; its plain mode does not. A worker that it stops for
    # being idle leaves the stage that reads from it waiting.
    SAIL_MODE=local-cluster SAIL_CLUSTER__WORKER_MAX_IDLE_TIME_SECS=3600 sail spark server --port 50159 >"$work/sail.log" 2>&1 & server=$!
    export SPARK_REMOTE=sc://localhost:50159
    for _ in $(seq 60); do (exec 3<>/dev/tcp/127.0.0.1/50159) 2>/dev/null && break; sleep 0.5; done
fi
# Programs that do harm once, in a stage that has parts: one dies, the other takes with it the
# executor of a cluster that it runs under.
cat > "$work/mortal" <<END
#!/usr/bin/env bash
if [ "\$2" = work ] && mkdir "$work/died" 2>/dev/null; then kill -9 \$\$; fi
exec "$frise" "\$@"
END
cat > "$work/killer" <<END
#!/usr/bin/env bash
if [ "\$2" = work ] && mkdir "$work/killed" 2>/dev/null; then
    above=\$PPID
    while [ "\$above" -gt 1 ]; do
        if tr '\0' ' ' < /proc/\$above/cmdline | grep -q CoarseGrainedExecutorBackend; then
            echo "executor \$above" > "$work/killed/which"; kill -9 "\$above"; break
        fi
        above=\$(sed 's/.*) . //' /proc/\$above/stat | cut -d' ' -f1)
    done
fi
exec "$frise" "\$@"
END
chmod +x "$work/mortal" "$work/killer"

# Local Spark tries a task again only where it is told to.
trials=("1 $frise local[2,4]" "2 $frise local[2,4]" "3 $frise local[2,4]" "3 $work/mortal local[2,4]")
[ -z "${FRISE_TRIALS:-}" ] || trials=("${trials[@]:4-FRISE_TRIALS}")
[ "$engine" = sail ] || trials+=("3 $work/killer local-cluster[2,1,1024]")
for trial in "${trials[@]}"; do
    read -r partitions program master <<< "$trial"
    export PYSPARK_SUBMIT_ARGS="--master $master --conf spark.ui.enabled=false pyspark-shell"
    rm -rf "$work/run"; project "$work/run"; began=$SECONDS
    python3 "$here/scale/frise_spark.py" --frise "$program" --project "$work/run" \
        --pack "$work/run/content/articles" --articles "$work/articles.parquet" --work "$work/tables" \
        --partitions "$partitions" --size "$size" --out "$work/run/site" --tables "$work/found" >"$work/log" 2>&1 \
        || { tail -30 "$work/log"; exit 1; }
    got=$(hash "$work/run/site" "$work/run/frise.lock")
    if [ "$got" != "$want" ]; then
        echo "$engine, $partitions partitions, $program: other bytes"
        diff -rq "$work/plain" "$work/run" | head || true
        tail -30 "$work/log"; exit 1
    fi
    case $program in
        "$work/mortal") [ -d "$work/died" ] || { echo "no child died"; exit 1; } ;;
        "$work/killer") [ -f "$work/killed/which" ] || { echo "no executor died"; exit 1; } ;;
    esac
    echo "$engine, $partitions partitions, $(basename "$program"): ${got%% *}, $((SECONDS - began)) s"
done
