//! What stands on each sort of page.

mod article;
mod conflict;
mod embeds;
mod event;
mod history;
mod home;
mod lists;
mod period;
mod prose;
mod topics;

use super::RenderError;
use super::site::Press;

pub(crate) use event::change_words;
pub(crate) use prose::{METHOD, title as prose_title};

/// Prints every page of one language.
pub(crate) fn all(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    home::print(press)?;
    period::print(press)?;
    event::print(press)?;
    article::print(press)?;
    conflict::print(press)?;
    topics::print(press)?;
    history::print(press)?;
    embeds::print(press)?;
    lists::print(press)?;
    prose::print(press)
}
