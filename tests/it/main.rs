//! The whole program, run as people run it: one binary, one file a subject.
#![expect(clippy::disallowed_methods, reason = "these tests prepare folders and look at them")]

#[path = "../../benches/corpus/mod.rs"]
mod corpus;
mod shards;
mod stage;
mod support;

mod add;
mod ci_story;
mod determinism;
mod emit;
mod exculpations;
mod exit_codes;
mod incremental;
mod ingest;
mod injection;
mod joined;
mod layering;
mod merge;
mod package;
mod project;
mod review;
mod review_story;
mod serve;
mod tagger;
mod theme;
mod timex;
mod workflows;
