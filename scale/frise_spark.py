#!/usr/bin/env python3
"""Build a frise site on Spark (or Sail): tables move, the `frise` program does the work.

Three verbs of the engine are used: read and write Parquet, `mapInArrow`, `repartition` by a
column. All logic is in `frise stage`: every stage sorts its own input, so the order of the
engine does not matter, nor do the number of partitions or a task that is run twice; and it
counts it, so that rows which an engine loses or doubles fail the task instead of the result.

    spark-submit --files target/release/frise scale/frise_spark.py \
        --project DIR --articles ARTICLES.parquet --work WORK --out SITE

Articles are a table with the columns `key` (path of the article, with .md, .txt or .html) and
`data` (its bytes); `--pack DIR` makes one of a folder, `--add PATH` of the files that `frise
add` reads (JSON Lines, WARC, feeds, pages). The project folder holds frise.toml, decisions and
frise.lock; executors must see it under the same path, or get it by `--archives`.
With the environment variable SPARK_REMOTE the session is a remote one (Spark Connect, Sail).
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

COLUMNS = "rules string, kind string, part bigint, key string, data binary"
SCHEMA = pa.schema(
    [
        pa.field("rules", pa.utf8(), False),
        pa.field("kind", pa.utf8(), False),
        pa.field("part", pa.int64(), False),
        pa.field("key", pa.utf8(), False),
        pa.field("data", pa.binary(), False),
    ]
)
# The part of what `frise stage cut` gathers, as in src/merge/shard.rs.
CUT = (1 << 63) - 1


def command(args, stage):
    line = [args.frise, "stage", stage, args.project]
    if args.date:
        line += ["--date", args.date]
    return line


def piped(line):
    """A function for mapInArrow: all batches of a partition through one child."""

    def each(batches):
        said = tempfile.TemporaryFile()
        try:
            child = subprocess.Popen(
                line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said
            )
        except OSError as error:
            raise RuntimeError(
                f"frise: `{line[0]}` does not run on this worker ({error.strerror}); "
                "ship it with --files, and name it with --frise"
            ) from error
        failed = []

        def feed():
            try:
                with pa.ipc.new_stream(child.stdin, SCHEMA) as stream:
                    for batch in batches:
                        table = pa.Table.from_batches([batch]).select(SCHEMA.names)
                        for part in table.cast(SCHEMA).to_batches():
                            stream.write_batch(part)
                child.stdin.close()
            except Exception as error:  # told below, with the exit code of the child
                failed.append(error)

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        try:
            with pa.ipc.open_stream(child.stdout) as stream:
                yield from stream
        except pa.ArrowInvalid as error:
            failed.append(error)
        finally:
            if sys.exc_info()[0] is not None:
                child.kill()  # the task was given up
        code = child.wait()
        feeder.join()
        if code != 0 or failed:
            said.seek(0)
            words = said.read().decode(errors="replace").strip().splitlines()
            reason = words[-1] if words else f"exit {code} {failed or ''}"
            raise RuntimeError(f"frise: stage {line[2]}: {reason}")

    return each


class Job:
    """Tables in a working folder, each made by one stage."""

    def __init__(self, spark, args):
        self.spark, self.args = spark, args

    def table(self, name):
        return self.spark.read.parquet(f"{self.args.work}/{name}")

    def stage(self, name, stage, rows, partitions, extra=()):
        if partitions:
            rows = rows.repartition(partitions, "part")
        made = rows.mapInArrow(piped(command(self.args, stage) + list(extra)), COLUMNS)
        made.write.mode("overwrite").parquet(f"{self.args.work}/{name}")
        return self.table(name)

    def add(self, path):
        """Files of any form to a table of articles: what is told twice is kept once."""
        files = self.spark.read.format("binaryFile").option("recursiveFileLookup", "true")
        files = files.load(path).selectExpr(
            "'' AS rules", "'file' AS kind", "CAST(0 AS BIGINT) AS part", "path AS key",
            "content AS data",
        )
        n = self.args.partitions
        read = self.stage("read", "read", files.repartition(n, "key"), None)
        read.dropDuplicates(["key"]).write.mode("overwrite").parquet(self.args.articles)

    def run(self):
        args, n = self.args, self.args.partitions
        if args.add:
            self.add(args.add)
        articles = self.spark.read.parquet(args.articles)
        if "kind" not in articles.columns:
            articles = articles.selectExpr(
                "'' AS rules", "'article' AS kind", "CAST(0 AS BIGINT) AS part", "key", "data"
            )
        lines = self.stage("lines", "lines", articles.repartition(n, "key"), None)
        recurring = self.stage("recurring", "recurring", lines, n)
        annotated = self.stage("annotated", "annotate", recurring, n)
        # The one number that the stages cannot know by themselves.
        size = ["--size", str(args.size), "--articles", str(articles.count())]
        spread = self.stage("spread", "spread", annotated, 1, size)
        judged = self.stage("judged", "work", spread.where(f"part <> {CUT}"), n)
        gathered = spread.where(f"part = {CUT}").unionByName(judged)
        cut = self.stage("cut", "cut", gathered, 1)
        clustered = self.stage("clustered", "work", cut.where("part <> 0"), n)
        self.site([annotated, cut.where("part = 0").unionByName(clustered)])

    def site(self, tables):
        """The site and the tables are written where this script runs."""
        line = command(self.args, "site") + ["--out", self.args.out]
        with tempfile.TemporaryDirectory() as folder:
            if self.args.tables:
                line += ["--tables", folder]
            child = subprocess.Popen(line, stdin=subprocess.PIPE)
            try:
                with pa.ipc.new_stream(child.stdin, SCHEMA) as stream:
                    for table in tables:
                        rows = table.toArrow().select(SCHEMA.names).cast(SCHEMA)
                        for batch in rows.to_batches():
                            stream.write_batch(batch)
                child.stdin.close()
            except BrokenPipeError:
                pass  # it has said why
            code = child.wait()
            if code not in (0, 3):
                sys.exit(code)
            for file in pathlib.Path(folder).glob("*.arrow"):
                target = pathlib.Path(self.args.tables, f"{file.stem}.parquet")
                target.parent.mkdir(parents=True, exist_ok=True)
                with pa.ipc.open_file(str(file)) as rows:
                    with pq.ParquetWriter(target, rows.schema, compression="zstd") as writer:
                        for at in range(rows.num_record_batches):
                            writer.write_batch(rows.get_batch(at))


def pack(folder, path):
    """A folder of articles as one table, for trials."""
    root = pathlib.Path(folder)
    files = sorted(p for p in root.rglob("*") if p.suffix in (".md", ".txt", ".html"))
    keys = [p.relative_to(root.parent.parent).as_posix() for p in files]
    table = pa.table({"key": keys, "data": pa.array([p.read_bytes() for p in files], pa.binary())})
    pq.write_table(table, path, row_group_size=1000)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frise", default=os.environ.get("FRISE", "frise"))
    parser.add_argument("--project", required=True)
    parser.add_argument("--articles", required=True, help="Parquet with key and data")
    parser.add_argument("--pack", metavar="DIR", help="first make --articles of content/articles")
    parser.add_argument("--add", metavar="PATH", help="first make --articles of files of any form")
    parser.add_argument("--work", required=True, help="folder for the tables between stages")
    parser.add_argument("--out", required=True)
    parser.add_argument("--tables", metavar="DIR", help="write mentions, events, skipped .parquet")
    parser.add_argument("--date")
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--size", type=int, default=20_000, help="mentions of a part, about")
    args = parser.parse_args()
    if args.pack:
        pack(args.pack, args.articles)
    spark = SparkSession.builder.appName("frise").getOrCreate()
    try:
        Job(spark, args).run()
    except Exception as error:
        told = re.search(r"frise: .*", str(error))
        sys.exit(told.group(0) if told else f"the engine: {str(error).strip().splitlines()[0]}")


if __name__ == "__main__":
    main()
