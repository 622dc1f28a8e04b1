#!/usr/bin/env bash
# The demo on an engine gives what `frise build` gives, whatever the partitions: also when a
# child is killed in the middle. Arguments: the program, then `sail` or `spark`.
set -euo pipefail
frise=$(realpath "$1"); engine=$2
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"; [ -z "${server:-}" ] || kill "$server"' EXIT

project() { mkdir -p "$1"; cp -r "$here"/frise.toml "$here"/content "$here"/frise.lock "$here"/templates "$1"/ 2>/dev/null || true; }
hash() { (cd "$1" && find . -type f ! -name '.frise-*' | sort | xargs sha256sum; sha256sum < "$2") | sha256sum; }

project "$work/plain"
"$frise" build "$work/plain" --no-cache >/dev/null 2>&1 || true
want=$(hash "$work/plain/site" "$work/plain/frise.lock")

if [ "$engine" = sail ]; then
    # Its cluster mode tries a failed task again; its plain mode does not.
    SAIL_MODE=local-cluster sail spark server --port 50159 >"$work/sail.log" 2>&1 & server=$!
    export SPARK_REMOTE=sc://localhost:50159
    for _ in $(seq 60); do (exec 3<>/dev/tcp/127.0.0.1/50159) 2>/dev/null && break; sleep 0.5; done
fi
# Local Spark tries a task again only where it is told to.
export PYSPARK_SUBMIT_ARGS="--master local[2,4] --conf spark.ui.enabled=false pyspark-shell"
# A program that dies once, in its second call of a stage that has parts.
cat > "$work/mortal" <<END
#!/usr/bin/env bash
if [ "\$2" = work ] && mkdir "$work/died" 2>/dev/null; then kill -9 \$\$; fi
exec "$frise" "\$@"
END
chmod +x "$work/mortal"

for trial in "1 $frise" "2 $frise" "2 $work/mortal"; do
    read -r partitions program <<< "$trial"
    rm -rf "$work/run"; project "$work/run"
    python3 "$here/scale/frise_spark.py" --frise "$program" --project "$work/run" \
        --pack "$work/run/content/articles" --articles "$work/articles.parquet" --work "$work/tables" \
        --partitions "$partitions" --size 50 --out "$work/run/site" >"$work/log" 2>&1 \
        || { tail -30 "$work/log"; exit 1; }
    got=$(hash "$work/run/site" "$work/run/frise.lock")
    [ "$got" = "$want" ] || { echo "$engine, $partitions partitions, $program: other bytes"; exit 1; }
    echo "$engine, $partitions partitions, $(basename "$program"): $got"
done
