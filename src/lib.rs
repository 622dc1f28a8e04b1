//! frise reconstructs the timeline of a story from French news articles.
//!
//! The stages, each a pure function from one type to the next, in the order in which the
//! data flows; see `ARCHITECTURE.md`.

pub mod text;

pub mod diag;

pub mod timex;

pub mod ingest;

pub mod mention;

pub mod merge;

pub mod review;

pub mod render;

pub mod report;

pub mod pipeline;

pub mod store;

pub mod desk;

pub mod serve;

pub mod tui;

pub mod cli;
