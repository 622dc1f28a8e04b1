//! What can go wrong between a timeline and its pages.

/// Why a site cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// A template that cannot be read or rendered.
    #[error("template {name}, line {line}: {reason}{}", known(variables))]
    Template {
        /// Its name: `event.html`.
        name: String,
        /// The line, from 1; 0 where it is not known.
        line: usize,
        /// What is wrong.
        reason: String,
        /// The variables that the template may use.
        variables: Vec<String>,
    },
    /// A page of prose that cannot be read.
    #[error("page {slug}, line {line}: {reason}")]
    Page {
        /// The stem of its file.
        slug: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// The caller could not take a file.
    #[error("{path}: {reason}")]
    Output {
        /// The file of the site.
        path: String,
        /// What the caller says.
        reason: String,
    },
}

fn known(variables: &[String]) -> String {
    if variables.is_empty() {
        return String::new();
    }
    format!("; the variables there are: {}", variables.join(", "))
}
