//! A decision that an editor asks for, checked against the timeline and filled in.

use super::settle::is_about_date;
use super::states::{compatible, vote};
use super::{ConflictState, Decision, DecisionState, Timeline, TimelineConflict, Verb};
use crate::diag::closest;
use crate::mention::{AnnotatedArticle, MentionId};
use crate::merge::ConflictKind;
use crate::timex::Day;
use std::collections::BTreeSet;

/// What an editor asks for, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What to do.
    pub verb: Verb,
    /// What it is about.
    pub targets: Vec<String>,
    /// The value chosen.
    pub value: Option<String>,
    /// The mentions that it rests on; of a split those that are taken out.
    pub support: Vec<String>,
    /// Why a conflict is dismissed.
    pub code: Option<String>,
    /// The reason, in Markdown.
    pub reason: String,
    /// Who decides.
    pub author: Option<String>,
    /// When.
    pub date: Option<Day>,
}

impl Request {
    /// A request without value, support or reason.
    pub fn new(verb: Verb, targets: Vec<String>) -> Request {
        Request {
            verb,
            targets,
            value: None,
            support: Vec::new(),
            code: None,
            reason: String::new(),
            author: None,
            date: None,
        }
    }
}

/// Why a request cannot become a decision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// Nothing has this name.
    #[error("nothing here is named `{name}`{}", mend(nearest))]
    Unknown {
        /// The name.
        name: String,
        /// The nearest name that there is.
        nearest: Option<String>,
    },
    /// A name of the wrong sort.
    #[error("`{verb}` is about {expected}, found `{found}`")]
    WrongTarget {
        /// The verb.
        verb: &'static str,
        /// What it takes.
        expected: &'static str,
        /// What was given.
        found: String,
    },
    /// An event that is no more.
    #[error("{0} is gone: its last mention was removed")]
    Gone(String),
    /// The parts do not fit the verb.
    #[error("{0}")]
    Unfit(String),
    /// No reason, where one is due.
    #[error("`{0}` needs a reason")]
    NoReason(&'static str),
    /// Another decision says something else.
    #[error("decision {id} ({path}) settles this already; change or delete that file")]
    Settled {
        /// Its id.
        id: String,
        /// Its file.
        path: String,
    },
}

fn mend(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|name| format!(", did you mean `{name}`?")).unwrap_or_default()
}

/// What decisions are about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Article,
    Mention,
    Event,
    Conflict,
    Name,
}

/// The decision that `request` asks for, without id and path: targets that exist, what could
/// be seen, the values in conflict. `instead` is the id of a decision that it replaces.
///
/// # Errors
/// When a target does not exist or is of the wrong sort, the parts do not fit, a reason is
/// missing, or another decision already says something else.
pub fn draft(
    request: &Request,
    timeline: &Timeline,
    articles: &[AnnotatedArticle],
    instead: Option<&str>,
) -> Result<Decision, DraftError> {
    let verb = request.verb;
    let known = Known { timeline, articles };
    let mut targets = Vec::new();
    for target in &request.targets {
        targets.push(known.target(verb, target.trim())?);
    }
    let mut support: Vec<String> = Vec::new();
    for id in &request.support {
        support.push(known.name(id.trim(), Sort::Mention)?);
    }
    let plain = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut decision = Decision {
        id: String::new(),
        path: String::new(),
        verb,
        targets,
        value: request.value.as_ref().map(plain).filter(|value| !value.is_empty()),
        support,
        seen: Vec::new(),
        fingerprint: None,
        code: request.code.clone(),
        author: request.author.as_ref().map(plain).filter(|author| !author.is_empty()),
        date: request.date,
        expires: None,
        approved_by: Vec::new(),
        reason: request.reason.replace('\r', "").trim().to_owned(),
    };
    known.check(&decision)?;
    let distinct: BTreeSet<&String> = decision.targets.iter().collect();
    if distinct.len() < decision.targets.len() {
        let once = "two of the targets are one and the same".to_owned();
        return Err(DraftError::Unfit(once));
    }
    decision.check().map_err(|(_, reason)| DraftError::Unfit(reason))?;
    if verb.wants_reason() && decision.reason.is_empty() {
        return Err(DraftError::NoReason(verb.as_str()));
    }
    known.settled(&decision, instead)?;
    known.fill(&mut decision);
    Ok(decision)
}

/// The timeline that decisions are about.
struct Known<'a> {
    timeline: &'a Timeline,
    articles: &'a [AnnotatedArticle],
}

impl Known<'_> {
    fn target(&self, verb: Verb, found: &str) -> Result<String, DraftError> {
        let (sorts, expected): (&[Sort], &str) = match verb {
            Verb::AnchorArticle | Verb::IgnoreArticle => (&[Sort::Article], "an article"),
            Verb::IgnoreMention | Verb::SetDate | Verb::Status => {
                (&[Sort::Mention], "a mention (m-…)")
            }
            Verb::Merge | Verb::NotSame => {
                (&[Sort::Event, Sort::Mention], "events (e-…) or mentions (m-…)")
            }
            Verb::Split | Verb::Title | Verb::Pin | Verb::Hide => {
                (&[Sort::Event], "an event (e-…)")
            }
            Verb::PickDate | Verb::PickValue | Verb::LeaveOpen | Verb::Dismiss => {
                (&[Sort::Conflict, Sort::Event], "an event (e-…) or a conflict (c-…)")
            }
            Verb::Alias => (&[Sort::Name], "names of actors or places"),
        };
        let prefixed = [("m-", Sort::Mention), ("e-", Sort::Event), ("c-", Sort::Conflict)];
        let looks = prefixed.iter().find(|(prefix, _)| found.starts_with(prefix));
        let sort = match looks.map(|(_, sort)| *sort) {
            Some(sort) if sorts.contains(&sort) => sort,
            _ if matches!(sorts, [Sort::Article] | [Sort::Name]) => sorts[0],
            _ => {
                let (verb, found) = (verb.as_str(), found.to_owned());
                return Err(DraftError::WrongTarget { verb, expected, found });
            }
        };
        let name = self.name(found, sort)?;
        match self.timeline.conflicts.iter().find(|c| c.id.0 == name) {
            // The date of an event outlives the conflict.
            Some(c) if verb == Verb::PickDate => match c.conflict.events[..] {
                [event] => Ok(self.timeline.events[event].id.0.clone()),
                _ if is_about_date(c.conflict.kind) => Ok(name),
                _ => Err(DraftError::Unfit(format!(
                    "{name} touches several events; pick the date of one of them (e-…)"
                ))),
            },
            _ => Ok(name),
        }
    }

    /// The name as it is today, or the nearest one.
    fn name(&self, found: &str, sort: Sort) -> Result<String, DraftError> {
        let timeline = self.timeline;
        let all: Vec<&str> = match sort {
            Sort::Article => self.articles.iter().map(|a| a.article.id.as_str()).collect(),
            Sort::Mention => timeline.mentions.keys().map(|id| id.0.as_str()).collect(),
            Sort::Event => {
                let leads = |e: &&super::TimelineEvent| e.aliases.iter().any(|id| id.0 == found);
                if let Some(event) = timeline.events.iter().find(leads) {
                    return Ok(event.id.0.clone());
                }
                if timeline.tombstones.iter().any(|stone| stone.id.0 == found) {
                    return Err(DraftError::Gone(found.to_owned()));
                }
                timeline.events.iter().map(|event| event.id.0.as_str()).collect()
            }
            Sort::Conflict => timeline.conflicts.iter().map(|c| c.id.0.as_str()).collect(),
            Sort::Name => {
                let events = timeline.events.iter().map(|event| &event.event);
                let names = events.flat_map(|event| event.actors.iter().chain(&event.places));
                names.map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect()
            }
        };
        if all.contains(&found) {
            return Ok(found.to_owned());
        }
        let nearest = closest(found, &all).map(str::to_owned);
        Err(DraftError::Unknown { name: found.to_owned(), nearest })
    }

    /// What only the timeline can tell of a decision.
    fn check(&self, decision: &Decision) -> Result<(), DraftError> {
        let unfit = |text: String| Err(DraftError::Unfit(text));
        match (decision.verb, decision.targets.first()) {
            (Verb::Split, Some(target)) if !decision.support.is_empty() => {
                let event = self.timeline.events.iter().find(|event| event.id.0 == *target);
                let mentions = event.map(|event| &event.event.mentions[..]).unwrap_or_default();
                let inside = |id: &&String| mentions.iter().any(|mention| mention.0 == **id);
                if let Some(out) = decision.support.iter().find(|id| !inside(id)) {
                    return unfit(format!("{out} is not a mention of {target}"));
                }
                let out: BTreeSet<&String> = decision.support.iter().collect();
                if out.len() == mentions.len() {
                    return unfit(format!("a split leaves at least one mention in {target}"));
                }
                Ok(())
            }
            (Verb::SetDate, Some(target)) => {
                let place = self.timeline.mentions.get(&MentionId(target.clone()));
                let mention =
                    place.map(|place| &self.articles[place.article].mentions[place.mention]);
                match mention.is_some_and(|mention| mention.timex.is_some()) {
                    true => Ok(()),
                    false => unfit(format!(
                        "{target} has no expression of time to correct; pick the date of its event"
                    )),
                }
            }
            _ => Ok(()),
        }
    }

    /// Whether another decision settles the same thing in another way.
    fn settled(&self, decision: &Decision, instead: Option<&str>) -> Result<(), DraftError> {
        let says =
            |other: &Decision| (other.verb, &other.value) == (decision.verb, &decision.value);
        let (conflicts, by_name) = self.conflicts(decision);
        let rival = |other: &Decision| {
            let settles = match decision.verb {
                Verb::PickDate | Verb::PickValue | Verb::LeaveOpen | Verb::Dismiss => {
                    let finer = by_name && !other.targets.iter().any(|t| t.starts_with("c-"));
                    !finer && conflicts.iter().any(|c| c.decision.as_deref() == Some(&other.id))
                }
                _ => false,
            };
            let shows = |verb| matches!(verb, Verb::Pin | Verb::Hide);
            let together = match (decision.verb, other.verb) {
                (a, b) if shows(a) && shows(b) => true,
                (Verb::Merge, Verb::NotSame) | (Verb::NotSame, Verb::Merge) => {
                    let both: BTreeSet<_> = decision.targets.iter().collect();
                    return other.targets.iter().filter(|t| both.contains(t)).count() > 1;
                }
                (Verb::Alias | Verb::Title | Verb::PickDate, b) => b == decision.verb,
                (Verb::SetDate | Verb::Status | Verb::AnchorArticle, b) => b == decision.verb,
                _ => false,
            };
            let shared = || other.targets.iter().any(|target| decision.targets.contains(target));
            settles || together && shared()
        };
        let live = |state| {
            matches!(
                state,
                DecisionState::Active | DecisionState::Confirmed | DecisionState::ToReview
            )
        };
        for other in self.timeline.decisions.iter().filter(|other| live(other.state)) {
            let other = &other.decision;
            if instead != Some(&other.id) && rival(other) && !says(other) {
                return Err(DraftError::Settled { id: other.id.clone(), path: other.path.clone() });
            }
        }
        Ok(())
    }

    /// The conflicts that a decision would settle, and whether it names them.
    fn conflicts(&self, decision: &Decision) -> (Vec<&TimelineConflict>, bool) {
        let named = decision.targets.iter().any(|target| target.starts_with("c-"));
        let concerned = |c: &&TimelineConflict| {
            if named {
                return decision.targets.contains(&c.id.0);
            }
            let ids = c.conflict.events.iter().map(|index| &self.timeline.events[*index].id.0);
            let touches = { ids }.any(|id| decision.targets.contains(id));
            touches
                && match decision.verb {
                    Verb::PickDate => is_about_date(c.conflict.kind),
                    Verb::PickValue => c.conflict.kind == ConflictKind::Figure,
                    Verb::LeaveOpen | Verb::Dismiss => {
                        matches!(c.state, ConflictState::Open | ConflictState::ToReview)
                    }
                    _ => false,
                }
        };
        (self.timeline.conflicts.iter().filter(concerned).collect(), named)
    }

    /// Fills in what could be seen, the values in conflict, and the support of a value.
    fn fill(&self, decision: &mut Decision) {
        let (conflicts, _) = self.conflicts(decision);
        let mut events: BTreeSet<usize> = BTreeSet::new();
        for (index, event) in self.timeline.events.iter().enumerate() {
            if decision.targets.contains(&event.id.0) {
                events.insert(index);
            }
        }
        events.extend(conflicts.iter().flat_map(|c| &c.conflict.events));
        let of_events = events.iter().flat_map(|e| &self.timeline.events[*e].event.mentions);
        let sides = conflicts.iter().flat_map(|c| &c.conflict.sides);
        let seen: BTreeSet<&MentionId> =
            of_events.chain(sides.clone().flat_map(|side| &side.mentions)).collect();
        let date = |id: &MentionId| {
            let place = self.timeline.mentions.get(id)?;
            let article = &self.articles[place.article];
            vote(article, &article.mentions[place.mention])
        };
        let mut values: BTreeSet<String> = sides.clone().map(|side| side.value.clone()).collect();
        let chosen = decision.value.clone().unwrap_or_default();
        let mut support: BTreeSet<&MentionId> = BTreeSet::new();
        match decision.verb {
            Verb::PickDate => {
                values.extend(seen.iter().filter_map(|id| date(id)));
                let gives = |id: &&&MentionId| date(id).is_some_and(|v| compatible(&v, &chosen));
                support.extend(seen.iter().filter(gives));
            }
            Verb::PickValue => {
                let chosen = sides.filter(|side| side.value == chosen);
                support.extend(chosen.flat_map(|side| &side.mentions));
            }
            Verb::LeaveOpen | Verb::Dismiss => {}
            Verb::Merge | Verb::Split | Verb::NotSame => values.clear(),
            _ => return,
        }
        if decision.support.is_empty() && !matches!(decision.verb, Verb::Merge | Verb::NotSame) {
            decision.support = support.into_iter().map(|id| id.0.clone()).collect();
        }
        decision.seen = seen.into_iter().map(|id| id.0.clone()).collect();
        let print = values.into_iter().collect::<Vec<_>>().join("|");
        decision.fingerprint = Some(print).filter(|print| !print.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Desk, article, mention};
    use super::*;

    fn desk() -> Desk {
        Desk::new(&[
            article("apn", &[("Le pacte est signé le 2024-11-11 à Pyongyang", "sign")]),
            article("ponant", &[("Le pacte a été signé le 2024-11-09 par décret", "sign")]),
            article("lignes", &[("Le pont du fleuve est rouvert", "open")]),
        ])
    }

    fn request(verb: Verb, targets: &[&str], value: Option<&str>) -> Request {
        Request {
            value: value.map(str::to_owned),
            reason: "Parce que.".into(),
            ..Request::new(verb, targets.iter().map(|t| t.to_string()).collect())
        }
    }

    #[test]
    fn a_decision_is_filled_in_and_holds() {
        let mut desk = desk();
        let seen = desk.build();
        let conflict = seen.timeline.conflicts[0].id.0.clone();
        let asked = request(Verb::PickDate, &[&conflict], Some("2024-11-09"));
        let mut decision = draft(&asked, &seen.timeline, &seen.articles, None).unwrap();
        assert_eq!(decision.targets, [seen.event(&desk, "pacte est")]);
        assert_eq!(decision.support, [mention(&desk, "par décret")]);
        assert_eq!(decision.seen.len(), 2);
        assert_eq!(decision.fingerprint.as_deref(), Some("2024-11-09|2024-11-11"));
        decision.id = "0001".into();
        decision.path = "0001-x.md".into();
        assert_eq!(Decision::parse("0001-x.md", &decision.to_file()).unwrap(), decision);
        desk.decisions.push(decision);
        let seen = desk.build();
        assert_eq!(seen.states(), ["Active"]);

        let other = request(Verb::PickDate, &[&conflict], Some("2024-11-11"));
        let refused = draft(&other, &seen.timeline, &seen.articles, None).unwrap_err();
        assert!(matches!(refused, DraftError::Settled { .. }), "{refused}");
        assert!(draft(&other, &seen.timeline, &seen.articles, Some("0001")).is_ok());
        let finer =
            Request { code: Some("noise".into()), ..request(Verb::Dismiss, &[&conflict], None) };
        assert!(draft(&finer, &seen.timeline, &seen.articles, None).is_ok());
    }

    #[test]
    fn a_refusal_says_what_is_wrong_and_what_would_do() {
        let mut desk = desk();
        let seen = desk.build();
        let event = seen.event(&desk, "pacte est");
        let bridge = seen.event(&desk, "pont du");
        let mut near = event.clone();
        near.replace_range(4..5, "u");
        let sentence = mention(&desk, "pont du");
        let cases = [
            (
                request(Verb::Pin, &[&near], None),
                format!("nothing here is named `{near}`, did you mean `{event}`?"),
            ),
            (
                request(Verb::Pin, &[&sentence], None),
                format!("`pin` is about an event (e-…), found `{sentence}`"),
            ),
            (
                request(Verb::SetDate, &[&sentence], Some("2024-11-02")),
                format!(
                    "{sentence} has no expression of time to correct; pick the date of its event"
                ),
            ),
            (
                request(Verb::IgnoreArticle, &["ligne"], None),
                "nothing here is named `ligne`, did you mean `lignes`?".to_owned(),
            ),
            (
                request(Verb::Merge, &[&event, &event], None),
                "two of the targets are one and the same".to_owned(),
            ),
            (
                request(Verb::PickDate, &[&event], Some("hier")),
                "`hier` is not an EDTF date, write 2024-11-14 or 2024-11".to_owned(),
            ),
            (
                Request {
                    support: vec![sentence.clone()],
                    ..request(Verb::Split, &[&event], None)
                },
                format!("{sentence} is not a mention of {event}"),
            ),
            (
                Request {
                    support: vec![sentence.clone()],
                    ..request(Verb::Split, &[&bridge], None)
                },
                format!("a split leaves at least one mention in {bridge}"),
            ),
            (
                Request { reason: " \r\n".into(), ..request(Verb::Hide, &[&event], None) },
                "`hide` needs a reason".to_owned(),
            ),
        ];
        for (asked, expected) in cases {
            let refusal = draft(&asked, &seen.timeline, &seen.articles, None).unwrap_err();
            assert_eq!(refusal.to_string(), expected);
        }
    }
}
