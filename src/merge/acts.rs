//! What merging knows of families of acts: which are near each other, which are different
//! steps of one story, which happen at many places at once.
//!
//! The families are those of the mention stage.

use crate::mention::EventMention;
use std::collections::BTreeSet;

/// Families by which one act is often told: of two sentences on one day, one says that a
/// bridge was reopened and the other that cars cross it again.
const KIN: &[&[&str]] = &[
    &["ratify", "adopt", "vote", "submit"],
    &["vote", "fund", "decide"],
    &["sign", "agree"],
    &["promulgate", "sign", "in-force"],
    &["deploy", "send", "transport", "arrive", "mobilise"],
    &["reopen", "open", "cross", "pass-over", "resume", "hand-over"],
    &["close", "forbid", "restrict", "suspend"],
    &["attack", "fight", "shoot", "bomb", "explode", "launch-missile"],
    &["kill", "injure", "crash", "attack", "explode", "shoot", "bomb", "collapse", "disappear"],
    &["crash", "collapse", "explode", "fire"],
    &["demonstrate", "strike", "occupy", "call-for"],
    &["begin", "works", "launch", "open", "repair"],
    &["flood", "storm", "evacuate", "rescue"],
    &["confirm", "acknowledge", "announce", "reveal", "say", "estimate", "publish"],
    &["inspect", "find", "measure", "test", "reveal"],
    &["hand-over", "submit", "publish", "investigate"],
    &["meet", "receive", "visit", "negotiate"],
    &["try", "convict", "acquit", "appeal"],
    &["judge", "convict", "acquit", "decide", "cancel", "award", "reject", "confirm"],
    &["try", "plead"],
    &["alert", "flood"],
    &["spill", "open"],
    &["break-off", "negotiate"],
    &["arrest", "charge", "search"],
    &["demolish", "decide"],
    &["restrict", "forbid"],
    &["elect", "vote", "win", "appoint"],
    &["dismiss", "close", "bankrupt"],
    &["agree", "negotiate", "end"],
    &["win", "lose", "play"],
    &["deny", "reject", "say"],
    // What a court decides is told by the decision or by what it does.
    &["decide", "try", "suspend", "cancel", "award", "convict", "acquit", "reject", "confirm"],
    &["decide", "vote", "strike", "resume"],
    &["award", "buy", "win", "sell", "try"],
    &["bid", "propose", "raise", "buy"],
    &["capture", "detain", "disappear", "attack"],
    &["free", "return", "arrive", "hand-over"],
    &["free", "leave"],
    &["claim", "attack", "capture", "announce"],
    &["notice", "demand", "warn"],
    &["dismiss", "cut", "announce", "submit"],
    &["strike", "close", "suspend"],
    &["forbid", "restrict", "decree", "suspend", "outage", "derail-service"],
    &["lift", "cancel", "end", "resume", "allow", "return"],
    &["evacuate", "leave", "displace", "flee"],
    &["fire", "explode", "demolish"],
    &["pollute", "kill", "find"],
    &["find", "rescue", "kill", "disappear"],
    &["investigate", "charge", "accuse", "open"],
    &["charge", "accuse"],
    &["elect", "win", "vote", "run-for"],
    &["cancel", "reject", "lift"],
    &["fraud", "accuse", "complain"],
    &["complain", "appeal", "try"],
    &["install", "elect", "appoint", "take-office"],
    &["resign", "dismiss", "leave", "announce"],
    &["negotiate", "call-for", "meet"],
    &["video", "publish", "reveal"],
    &["ransom", "pay", "negotiate"],
    &["celebrate", "bury", "demonstrate"],
    &["publish", "hand-over", "reveal", "announce"],
    &["hack", "leak", "steal"],
    &["fund", "pay", "invest", "award", "promise"],
    &["fine", "convict", "sanction"],
    &["extinguish", "end", "announce"],
    &["strike-action-end", "resume", "end", "vote", "agree"],
];

/// Families with those by which their act is often told too; these are no kin of each other.
const HUBS: &[(&str, &[&str])] = &[
    ("tow", &["transport", "rescue", "return"]),
    (
        "mishap",
        &[
            "crash",
            "collapse",
            "explode",
            "fire",
            "kill",
            "injure",
            "fall",
            "flood",
            "quake",
            "attack",
            "shoot",
            "outage",
            "pollute",
            "disappear",
        ],
    ),
    ("crash", &["outage", "fall", "emergency-landing", "rescue"]),
    ("emergency-landing", &["arrive", "outage"]),
    ("overthrow", &["arrest", "capture", "control", "take-office", "resign", "censure", "vote"]),
    ("censure", &["vote", "reject"]),
    ("capture", &["arrest"]),
    ("control", &["attack", "fight"]),
    ("warrant", &["search"]),
    ("rescue", &["return"]),
    ("flood", &["invade", "kill", "injure", "disappear"]),
    ("quake", &["kill", "injure", "disappear", "collapse", "evacuate", "rescue"]),
    ("mutiny", &["overthrow", "fight", "attack", "demonstrate"]),
    ("disperse", &["demonstrate", "shoot", "kill", "evacuate", "injure"]),
    ("arrest", &["surrender", "detain"]),
    ("charge", &["detain"]),
    ("commit-trial", &["charge", "decide", "confirm", "try"]),
    ("judge", &["suspend", "forbid", "allow"]),
    ("sue-admin", &["suspend", "complain", "judge", "decide", "cancel", "reject", "lift"]),
    ("opinion", &["decide", "adopt", "reject", "vote"]),
    ("public-inquiry", &["begin", "open", "end", "debate"]),
    ("public-utility", &["decree", "sign", "publish", "allow", "adopt", "promulgate"]),
    ("expropriate", &["public-utility", "judge", "decree"]),
    ("fell-trees", &["works", "demolish", "begin"]),
    ("intrude", &["steal", "occupy", "attack", "hack"]),
    ("market-crash", &["cut", "suspend", "lose"]),
    ("connect", &["open", "resume", "begin", "install", "reopen"]),
    ("list-heritage", &["protect", "adopt", "decide"]),
    ("launch-space", &["launch", "leave", "send"]),
    ("dock", &["arrive", "launch-space"]),
    ("choose", &["award", "vote", "appoint", "elect", "decide", "buy", "win"]),
    ("force-through", &["adopt"]),
    ("strike-action-end", &["lift", "reopen"]),
    ("cancel", &["cut", "withdraw"]),
    ("evacuate", &["hospitalise"]),
    ("injure", &["hospitalise"]),
    ("recall-product", &["forbid", "suspend", "withdraw", "infect"]),
    ("infect", &["hospitalise", "kill", "poison"]),
    ("visit", &["arrive"]),
    ("negotiate", &["debate", "begin"]),
    ("receive", &["free", "award"]),
    ("take-office", &["win"]),
    ("resign", &["withdraw", "cancel"]),
    ("hand-over", &["award"]),
    ("bankrupt", &["decide", "judge", "open", "submit"]),
    ("bid", &["submit"]),
    ("merge", &["buy", "agree", "approach-each-other"]),
    ("withdraw", &["leave", "return"]),
    ("reenact", &["investigate", "organise"]),
    ("witness-call", &["call-for", "search", "investigate"]),
    ("search", &["find", "inspect"]),
    ("list-shares", &["sell", "open", "begin"]),
    ("outage", &["close"]),
    ("decree", &["allow", "close", "adopt", "sign"]),
    ("order", &["decide", "judge", "decree"]),
    ("expel", &["leave", "return"]),
    ("sanction", &["forbid", "restrict", "close", "suspend", "cut"]),
    ("condemn-words", &["accuse", "deny", "say"]),
    ("praise", &["say", "support"]),
    ("ceasefire", &["agree", "suspend", "end"]),
    ("canonise", &["celebrate"]),
    ("born", &["name-after"]),
    ("retire", &["leave", "end"]),
    ("move-house", &["leave", "transfer"]),
    ("transfer", &["send", "hire", "sign", "agree-join"]),
    ("hire", &["create"]),
    ("nationalise", &["buy"]),
    ("perform", &["begin", "open", "celebrate"]),
    ("exhibit", &["open"]),
    ("teach", &["begin", "return"]),
    ("postpone", &["suspend", "cancel"]),
    ("extend", &["adopt", "decide"]),
    ("install", &["begin", "open", "build"]),
    ("hack", &["outage", "attack", "bomb", "ransom", "close"]),
    ("inspect", &["hand-over", "publish"]),
    ("exchange", &["hand-over", "transfer", "return", "free"]),
    ("steal", &["disappear"]),
    ("fraud", &["steal"]),
    ("notice", &["order"]),
    ("vaccinate", &["begin"]),
    ("spill", &["flood"]),
    ("weaken", &["collapse"]),
    ("storm", &["snow"]),
    ("drought", &["restrict", "alert"]),
    ("erupt", &["evacuate", "alert"]),
    ("test", &["launch", "begin", "launch-missile"]),
    ("migrate", &["rescue"]),
    ("fish-hunt", &["kill"]),
    ("vandalise", &["demolish", "fire"]),
    ("surrender", &["control", "fight"]),
    ("besiege", &["control", "attack", "occupy"]),
    ("invade", &["attack", "control"]),
    ("agree-join", &["ally", "merge"]),
    ("petition", &["demand", "call-for"]),
    ("protest-letter", &["demand", "call-for", "publish"]),
    ("promise", &["announce"]),
    ("threaten", &["warn"]),
    ("summon", &["try", "investigate"]),
    ("testify", &["try", "say"]),
    ("create", &["announce", "begin", "open"]),
    ("train", &["begin"]),
    ("apologise", &["acknowledge"]),
    ("acknowledge", &["deny"]),
    ("ransom", &["free"]),
    ("missing-person", &["disappear", "search", "capture"]),
    ("leak", &["publish", "reveal"]),
    ("vote", &["reject"]),
    ("repeal", &["withdraw", "cancel", "lift"]),
    ("allow", &["adopt"]),
    ("resume", &["teach"]),
    ("traffic", &["seize", "arrest"]),
    ("tax", &["raise"]),
    ("treat", &["hospitalise"]),
    ("veto", &["reject"]),
    ("shoot-down", &["attack", "kill", "crash"]),
    ("sabotage", &["attack", "explode", "outage"]),
    ("suicide", &["kill"]),
    ("relegate", &["lose"]),
    ("prepare", &["organise"]),
    ("oppose", &["reject", "condemn-words"]),
    ("help", &["send", "fund"]),
    ("escape", &["flee", "disappear"]),
    ("draw", &["play"]),
    ("dope", &["test", "sanction"]),
    ("donate", &["fund", "hand-over"]),
    ("dissolve", &["decree", "decide"]),
    ("disarm", &["find"]),
    ("delay", &["postpone"]),
    ("campaign", &["run-for", "meet"]),
    ("assault", &["injure", "attack", "fight"]),
    ("rape", &["assault"]),
    ("harass", &["assault", "complain"]),
    ("amend", &["adopt"]),
    ("marry", &["celebrate"]),
    ("score-goal", &["win", "play"]),
    ("profit", &["publish", "announce"]),
    ("recognise-state", &["announce"]),
    ("ordain", &["celebrate"]),
    ("reform", &["adopt"]),
    ("seize", &["search", "arrest"]),
    ("collapse", &["flood"]),
    ("exclude", &["expel", "dismiss", "resign"]),
    ("deliberate", &["try"]),
    ("retract", &["deny"]),
    ("derail-service", &["close", "occupy"]),
    ("transfer", &["hand-over"]),
    ("poison", &["hospitalise", "injure", "kill", "pollute"]),
    ("evacuate", &["expel"]),
    ("exchange", &["ransom"]),
    ("order", &["in-force"]),
    ("discharge", &["return", "leave"]),
    ("first-stone", &["begin", "works", "build", "launch"]),
    ("ceasefire", &["surrender"]),
    ("strike-notice", &["call-for", "announce"]),
    ("trap", &["collapse", "disappear", "mishap"]),
    ("authenticate", &["confirm", "inspect", "award"]),
    ("promote", &["win", "play"]),
    ("lead", &["win"]),
    ("defect", &["resign", "flee", "leave"]),
    ("isolate", &["flood", "snow", "collapse", "close"]),
    ("qualify", &["win", "play"]),
    ("sell", &["withdraw"]),
];

/// Steps of one story: acts of two different steps are not one event.
const STEPS: &[&[&[&str]]] = &[
    &[&["propose"], &["sign"], &["ratify", "adopt", "vote"], &["promulgate"], &["in-force"]],
    &[&["adopt", "ratify"], &["reject", "veto"]],
    &[&["begin", "launch"], &["suspend", "cancel"], &["end"]],
    &[&["close", "forbid", "restrict"], &["reopen", "open", "cross", "pass-over", "lift"]],
    &[&["suspend"], &["resume"]],
    &[&["deploy", "send", "transport"], &["withdraw"]],
    &[&["arrest", "search"], &["charge"], &["try", "convict"]],
    &[&["convict"], &["acquit"]],
    &[&["try", "plead"], &["judge"]],
    &[&["arrest", "capture"], &["free"]],
    &[&["appoint", "take-office"], &["resign"]],
    &[&["build"], &["demolish"]],
    &[&["raise"], &["cut"]],
    &[&["strike", "demonstrate", "occupy"], &["agree", "negotiate", "resume"]],
    &[&["inspect", "find"], &["close", "forbid", "restrict"], &["fund"], &["repair", "works"]],
    &[&["crash", "collapse", "explode", "fire"], &["investigate", "inspect"], &["bury"]],
    &[&["leave"], &["return"]],
    &[&["evacuate"], &["return"]],
    &[&["kill", "crash"], &["bury", "celebrate"]],
    &[&["hire"], &["dismiss"]],
    &[&["summon"], &["deny", "confirm"]],
    &[&["fire", "explode"], &["extinguish"]],
    &[&["capture", "attack"], &["negotiate", "ransom", "video"], &["free"]],
    &[&["evacuate", "flee"], &["return"]],
    &[&["forbid", "restrict"], &["lift"]],
    &[&["strike"], &["resume", "strike-action-end"]],
    &[&["bid"], &["award"]],
    &[&["bid", "buy"], &["reject"]],
    &[&["investigate"], &["charge"]],
    &[&["run-for"], &["elect", "win"]],
    &[&["complain"], &["cancel", "convict", "acquit", "reject"], &["appeal"]],
    &[&["arrest", "search"], &["commit-trial"], &["judge", "convict", "acquit", "plead"]],
    &[&["charge"], &["commit-trial"]],
    &[&["commit-trial"], &["appeal"]],
    &[&["public-inquiry"], &["opinion"], &["public-utility"], &["works", "expropriate"]],
    &[&["launch-space"], &["dock"]],
    &[&["mishap"], &["investigate", "inspect"], &["bury"]],
    &[&["tow"], &["works"]],
    &[&["opinion"], &["sign"]],
    &[&["crash"], &["tow"]],
    &[&["overthrow"], &["free"]],
    &[&["reenact"], &["commit-trial"]],
    &[&["investigate"], &["arrest"]],
    &[&["warrant"], &["arrest"]],
    &[&["flee", "escape"], &["arrest", "capture"]],
    &[&["investigate"], &["acquit"]],
    &[&["begin", "launch", "launch-space", "play", "win"], &["postpone", "cancel"]],
    &[&["perform", "visit", "receive"], &["postpone", "cancel"]],
    &[&["steal", "fire", "vandalise", "assault", "hack"], &["arrest"], &["try", "convict"]],
    &[&["demonstrate"], &["try", "convict"]],
    &[&["acknowledge"], &["retract"]],
    &[&["injure", "hospitalise", "crash"], &["discharge"]],
    &[&["flood"], &["recede"]],
    &[&["begin", "alert", "create", "submit", "in-force"], &["lift", "withdraw"]],
    &[&["allow"], &["suspend", "forbid"]],
    &[&["first-stone"], &["open", "end"]],
    &[&["begin", "agree", "sign", "ceasefire"], &["break-off"]],
    &[&["demand"], &["agree-join"]],
    &[&["overthrow", "attack", "bomb", "explode"], &["condemn-words"]],
    &[&["bomb", "explode"], &["claim"]],
    &[&["publish"], &["cancel"]],
    &[&["create"], &["hand-over"]],
    &[&["propose"], &["reject"]],
    &[&["suspend"], &["extend"]],
    &[&["pay"], &["free"]],
    &[&["occupy"], &["lift", "strike-action-end"]],
    &[&["evacuate"], &["rehouse"]],
    &[&["steal"], &["hand-over"]],
    &[&["find"], &["identify"]],
];

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
        let names = mentions.flat_map(|m| m.trigger.iter().chain(&m.triggers));
        let names: BTreeSet<&str> = names.map(String::as_str).collect();
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
        let core = main.and_then(|main| number(core(main, &mention.triggers)).or(number(main)));
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
