//! What merging knows of families of acts: which are near each other, which are different
//! steps of one story, which happen at many places at once.
//!
//! The families are those of the mention stage.

use super::kin::{HUBS, KIN, STEPS};
use crate::mention::EventMention;
use std::collections::BTreeSet;

/// Families of which several happen on one day at different places.
const RECURRING: &[&str] = &[
    "attack",
    "bomb",
    "demonstrate",
    "strike",
    "quake",
    "play",
    "shoot",
    "fight",
    "fire",
    "crash",
    "flood",
    "storm",
    "infect",
    "arrest",
    "kill",
    "occupy",
    "close",
];

/// Families that tell that something was told.
const SPEECH: &[&str] = &[
    "say",
    "announce",
    "confirm",
    "deny",
    "acknowledge",
    "reveal",
    "estimate",
    "publish",
    "accuse",
    "warn",
    "brief",
    "study",
];

/// Families whose figures grow as time goes by.
const TOLL: &[&str] = &[
    "kill",
    "injure",
    "disappear",
    "arrest",
    "evacuate",
    "infect",
    "hospitalise",
    "rescue",
    "displace",
    "transfer",
];

/// Units of money and measure: an equal number of them is no sign of one count.
const MEASURES: &[&str] = &[
    "euro",
    "dollar",
    "pound",
    "rouble",
    "percent",
    "metre",
    "kilometre",
    "hectare",
    "square-kilometre",
    "square-metre",
    "cubic-metre",
    "tonne",
    "kilogram",
    "litre",
    "barrel",
    "degree",
    "magnitude",
    "megawatt",
    "point",
    "page",
    "article",
];

/// Families that say of an act that it began, went on or was over, or no act at all.
const ASPECTS: &[&str] = &["begin", "end", "produce", "use", "exceed", "extend"];

/// How near two families are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kinship {
    /// Nothing in common.
    None,
    /// One act is often told by either.
    Kin,
    /// The same.
    Same,
}

/// How near two families are.
pub(super) fn kinship(a: &str, b: &str) -> Kinship {
    if a == b {
        Kinship::Same
    } else if KIN.iter().any(|group| group.contains(&a) && group.contains(&b))
        || HUBS.iter().any(|&(hub, others)| {
            hub == a && others.contains(&b) || hub == b && others.contains(&a)
        })
    {
        Kinship::Kin
    } else {
        Kinship::None
    }
}

/// Whether two families are different steps of one story.
pub(super) fn opposed(a: &str, b: &str) -> bool {
    let step =
        |steps: &&[&[&str]], family: &str| steps.iter().position(|step| step.contains(&family));
    a != b
        && STEPS.iter().any(|steps| match (step(steps, a), step(steps, b)) {
            (Some(a), Some(b)) => a != b,
            _ => false,
        })
}

/// Whether acts of this family happen at many places on one day.
pub(super) fn recurs(family: &str) -> bool {
    RECURRING.contains(&family)
}

/// Whether the family tells that something was told.
pub(super) fn is_speech(family: &str) -> bool {
    SPEECH.contains(&family)
}

/// Families of which one story tells many acts.
const MEETINGS: &[&str] =
    &["meet", "visit", "receive", "negotiate", "demand", "propose", "find", "hand-over"];

/// Whether a story tells many acts of a family.
pub(super) fn is_meeting(family: &str) -> bool {
    MEETINGS.contains(&family)
}

/// Families that tell that somebody went somewhere: elsewhere on another day.
const MOVEMENTS: &[&str] = &["arrive", "leave", "return", "transport", "send", "deploy", "flee"];

/// Whether a family tells that somebody went somewhere.
pub(super) fn is_movement(family: &str) -> bool {
    MOVEMENTS.contains(&family)
}

/// Whether a family tells no act of its own.
pub(super) fn is_aspect(family: &str) -> bool {
    ASPECTS.contains(&family)
}

/// Whether a family tells of any misfortune: « le drame ».
pub(super) fn is_any(family: &str) -> bool {
    family == "mishap"
}

/// Families that say of people that they were harmed.
const HARM: &[&str] = &["kill", "injure", "disappear"];

/// Whether a family says of people that they were harmed.
pub(super) fn is_harm(family: &str) -> bool {
    HARM.contains(&family)
}

/// Whether people are often harmed by acts of a family.
pub(super) fn costs_lives(family: &str) -> bool {
    let near = |harm: &&str| kinship(family, harm) > Kinship::None;
    !is_speech(family) && ["kill", "injure", "attack"].iter().any(near)
}

/// Families that begin an act of another family, and those that a beginning stands for.
const BEGINNINGS: &[&str] = &["begin", "open", "launch"];
const BEGUN: &[&str] = &[
    "try",
    "negotiate",
    "public-inquiry",
    "investigate",
    "strike",
    "campaign",
    "works",
    "vaccinate",
    "tow",
    "exhibit",
    "erupt",
    "recede",
];

/// Families whose end is their lifting.
const LIFTED: &[&str] = &["sanction", "forbid", "restrict"];

/// The family that an act of a main family comes to, with all families of its clause.
fn core<'a>(main: &'a str, all: &'a [String]) -> &'a str {
    let among = |known: &[&str]| all.iter().map(String::as_str).find(|of| known.contains(of));
    match main {
        "end" if among(LIFTED).is_some() => "lift",
        // « un mandat a été lancé », « délivré »
        "launch" | "allow" if among(&["warrant"]).is_some() => "warrant",
        _ if BEGINNINGS.contains(&main) => among(BEGUN).unwrap_or(main),
        _ => main,
    }
}

/// Whether a unit measures rather than counts.
pub(super) fn is_measure(unit: &str) -> bool {
    MEASURES.contains(&unit.split("-per-").next().unwrap_or(unit))
}

/// Whether the figures of this family grow as time goes by.
pub(super) fn is_toll(family: &str) -> bool {
    TOLL.contains(&family)
}

/// What the families of a corpus are to each other, worked out once for all its pairs.
pub(super) struct Families<'a> {
    names: Vec<&'a str>,
    speech: Vec<bool>,
    recurring: Vec<bool>,
    /// By the numbers of two families, row after row.
    near: Vec<Kinship>,
    opposed: Vec<bool>,
}

/// The acts of a mention by the number of their families.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Acts {
    /// The main one.
    pub(super) main: Option<u16>,
    /// The act that it comes to: the beginning of a trial is the trial, the end of sanctions
    /// their lifting.
    pub(super) core: Option<u16>,
    /// All, sorted.
    pub(super) all: Vec<u16>,
}

impl<'a> Families<'a> {
    /// The table of the families of all acts of mentions.
    pub(super) fn of(mentions: impl Iterator<Item = &'a EventMention>) -> Families<'a> {
        // What acts come to is known wherever they are, so that a part judges as the whole does.
        let names = mentions.flat_map(|m| {
            let cores = m.trigger.iter().map(|main| core(main, &m.triggers));
            m.trigger.iter().chain(&m.triggers).map(String::as_str).chain(cores)
        });
        let names: BTreeSet<&str> = names.collect();
        let names: Vec<&str> = names.into_iter().collect();
        let pairs = || names.iter().flat_map(|a| names.iter().map(move |b| (a, b)));
        Families {
            speech: names.iter().map(|name| is_speech(name)).collect(),
            recurring: names.iter().map(|name| recurs(name)).collect(),
            near: pairs().map(|(a, b)| kinship(a, b)).collect(),
            opposed: pairs().map(|(a, b)| opposed(a, b)).collect(),
            names,
        }
    }

    /// All families, in the order of their numbers.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.names.iter().copied()
    }

    /// The name of a family.
    pub(super) fn name(&self, family: u16) -> &'a str {
        self.names[usize::from(family)]
    }

    /// The acts of a mention.
    pub(super) fn acts(&self, mention: &EventMention) -> Acts {
        let number = |name: &str| self.names.binary_search(&name).ok().map(|at| at as u16);
        let mut all: Vec<u16> = mention.triggers.iter().filter_map(|name| number(name)).collect();
        all.sort_unstable();
        let main = mention.trigger.as_deref();
        let core = main.and_then(|main| number(core(main, &mention.triggers)));
        Acts { main: main.and_then(number), core, all }
    }

    /// How near the acts of two mentions are. That something was told is no act of its own
    /// unless both have nothing else.
    pub(super) fn between(&self, m: &Acts, n: &Acts) -> Kinship {
        let one_way = |main: Option<u16>, all: &[u16]| {
            let Some(family) = main else { return Kinship::None };
            all.iter().map(|&other| self.near(family, other)).max().unwrap_or(Kinship::None)
        };
        if m.core == n.core && m.core.is_some_and(|core| !self.is_speech(core)) {
            return Kinship::Same;
        }
        let shared = self.common(m, n);
        let best = one_way(m.main, &n.all).max(one_way(n.main, &m.all));
        let told = |main: Option<u16>| main.is_some_and(|family| self.is_speech(family));
        match shared {
            2.. => Kinship::Same,
            1 if best == Kinship::None => Kinship::Kin,
            _ if best == Kinship::Same && told(m.main) && told(n.main) => Kinship::Kin,
            // « un appel reçu alors que le ferry coulait » tells a call.
            _ if best == Kinship::Same && self.known(m.core) && self.known(n.core) => Kinship::Kin,
            _ => best,
        }
    }

    /// How many acts two mentions have in common, telling left out.
    pub(super) fn common(&self, m: &Acts, n: &Acts) -> usize {
        m.all.iter().filter(|&&t| !self.is_speech(t) && n.all.contains(&t)).count()
    }

    /// Whether a family is an act of its own.
    fn known(&self, family: Option<u16>) -> bool {
        family.is_some_and(|family| !self.is_speech(family) && !is_aspect(self.name(family)))
    }

    /// [`kinship`] of two families.
    pub(super) fn near(&self, a: u16, b: u16) -> Kinship {
        self.near[usize::from(a) * self.names.len() + usize::from(b)]
    }

    /// [`opposed`] of two families.
    pub(super) fn opposed(&self, a: u16, b: u16) -> bool {
        self.opposed[usize::from(a) * self.names.len() + usize::from(b)]
    }

    /// [`is_speech`] of a family.
    pub(super) fn is_speech(&self, family: u16) -> bool {
        self.speech[usize::from(family)]
    }

    /// [`recurs`] of a family.
    pub(super) fn recurs(&self, family: u16) -> bool {
        self.recurring[usize::from(family)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::testing::told;

    #[test]
    fn steps_of_a_story_are_different_acts() {
        assert!(opposed("sign", "ratify"));
        assert!(opposed("close", "reopen"));
        assert!(!opposed("ratify", "vote"));
        assert!(!opposed("sign", "arrest"));
        assert_eq!(kinship("reopen", "pass-over"), Kinship::Kin);
        assert_eq!(kinship("kill", "sign"), Kinship::None);
    }

    #[test]
    fn one_act_in_two_wordings_is_kin_and_two_acts_are_not() {
        let mut wrong = Vec::new();
        let pairs = include_str!("../../tests/corpus/mention/acts.txt").lines();
        let mut counts = [0, 0];
        for line in pairs.filter(|line| !line.starts_with('#')) {
            let [kind, a, b] = line.splitn(3, " | ").collect::<Vec<_>>()[..] else {
                panic!("no pair: {line}");
            };
            let read = |text: &str| told(&text.replace("lundi", "[lundi|2023-06-05]"));
            let (a, b) = (read(a), read(b));
            let [m, n] = [a.first(), b.first()].map(|m| m.expect("a dated sentence tells"));
            let steps = m.trigger.iter().zip(&n.trigger).any(|(s, t)| opposed(s, t));
            let families = Families::of([m, n].into_iter());
            let near = families.between(&families.acts(m), &families.acts(n));
            let one = near > Kinship::None && !steps;
            counts[usize::from(kind == "one")] += 1;
            if one != (kind == "one") {
                let acts = [m, n].map(|m| m.triggers.join(" "));
                wrong.push(format!("{line} ({})", acts.join(" / ")));
            }
        }
        assert!(counts[0] >= 40 && counts[1] >= 60, "{counts:?}");
        assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    }
}
