//! `explain`, `rules` and `schema`.

use super::args::{ExplainArgs, RulesArgs, SchemaArgs, SchemaName};
use super::{Cli, CliError, Outcome, print};
use crate::diag::{CATALOGUE, RuleId};
use crate::render;

pub(super) fn explain(_cli: &Cli, args: &ExplainArgs) -> Result<Outcome, CliError> {
    for name in &args.names {
        let Some(rule) = RuleId::find(name) else {
            return Err(CliError::Usage(format!("nothing is named `{name}`; see `frise rules`")));
        };
        let info = rule.info();
        let hint =
            if info.hint.is_empty() { String::new() } else { format!("  mend: {}\n", info.hint) };
        print(&format!(
            "{} ({}), {} by default\n  {}\n{hint}",
            info.id, info.name, info.severity, info.about
        ))?;
    }
    Ok(Outcome::Done)
}

pub(super) fn rules(_args: &RulesArgs) -> Result<Outcome, CliError> {
    for rule in CATALOGUE {
        print(&format!("{}\t{}\t{}\n", rule.id, rule.severity, rule.about))?;
    }
    Ok(Outcome::Done)
}

pub(super) fn schema(args: &SchemaArgs) -> Result<Outcome, CliError> {
    let schema = match args.name {
        SchemaName::Timeline => render::export::timeline_schema(),
    };
    let text = serde_json::to_string_pretty(&schema).expect("a schema is plain data");
    print(&format!("{text}\n"))?;
    Ok(Outcome::Done)
}
