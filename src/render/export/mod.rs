//! The timeline in the formats of others.

mod document;
mod neutral;
mod timeline;

pub use neutral::neutral;
pub(crate) use timeline::{noise_key, published_key};
pub use timeline::{timeline_json, timeline_schema};
