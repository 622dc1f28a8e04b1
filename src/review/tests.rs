//! Decisions and identities over several builds.

use super::testing::{Desk, article, mention};
use super::{ConflictState, EventId};
use crate::mention::{AnnotatedArticle, Status};
use crate::timex::Day;

fn treaty() -> Vec<AnnotatedArticle> {
    vec![
        article("apn", &[("Le pacte est signé le 2024-11-11 à Pyongyang", "sign")]),
        article("ponant", &[("Le pacte a été signé le 2024-11-09 par décret", "sign")]),
        article("lignes", &[("Le pont du fleuve est rouvert le 2024-11-02", "open")]),
    ]
}

/// `pick-date` as the desk writes it.
fn picked(desk: &mut Desk, value: &str, support: &str) -> String {
    let seen = desk.build();
    let event = seen.event(desk, "pacte est signé");
    let all = [mention(desk, "pacte est signé"), mention(desk, "par décret")];
    let support = mention(desk, support);
    desk.decide(&format!(
        "verb='pick-date'\ntarget='{event}'\nvalue='{value}'\nsupport=['{support}']\nseen={all:?}\nfingerprint='2024-11-09|2024-11-11'"
    ));
    event
}

#[test]
fn a_date_that_was_picked_stays_picked() {
    let mut desk = Desk::new(&treaty());
    let event = picked(&mut desk, "2024-11-09", "par décret");
    for _ in 0..3 {
        let seen = desk.build();
        assert_eq!(seen.states(), ["Active"]);
        let found = seen.timeline.events.iter().find(|e| e.id.0 == event).unwrap();
        assert_eq!(found.event.date.value.as_deref(), Some("2024-11-09"));
        assert_eq!(found.decisions, ["0001"]);
        assert_eq!(seen.timeline.conflicts[0].state, ConflictState::Decided);
        assert!(seen.notes.is_empty(), "{:?}", seen.notes);
    }
}

#[test]
fn only_an_independent_source_wakes_a_decision() {
    let wake = |id: &str, words: &str| {
        let mut desk = Desk::new(&treaty());
        picked(&mut desk, "2024-11-09", "par décret");
        desk.build();
        desk.articles.push(article(id, &[(words, "sign")]));
        desk.build().states().remove(0)
    };
    let cases = [
        (
            "ecart",
            "Le pacte fut signé le 2024-11-15",
            "ToReview an independent source gives 2024-11-15",
        ),
        ("ecart", "Le pacte fut signé le 2024-11-11", "Active"),
        ("ecart", "Le pacte fut signé le 2024-11-09", "Confirmed 1 new independent origin agrees"),
        ("ecart", "Le pacte aurait été signé le 2024-11-15", "Active"),
        // The same two letters: a copy.
        ("apn-copie", "Le pacte fut signé le 2024-11-15", "Active"),
        ("ecart", "Le pont est fermé", "Active"),
    ];
    for (id, words, expected) in cases {
        assert_eq!(wake(id, words), expected, "{id}: {words}");
    }
}

#[test]
fn a_mended_typo_changes_nothing_in_this_build_and_those_after() {
    let mut desk = Desk::new(&treaty());
    let event = picked(&mut desk, "2024-11-09", "par décret");
    let (a, b) = (mention(&desk, "pacte est signé"), mention(&desk, "pont du fleuve"));
    desk.decide(&format!("verb='status'\ntarget='{b}'\nvalue='denied'"));
    desk.decide(&format!("verb='not-same'\ntarget=['{a}', '{b}']"));
    let before = desk.build();
    desk.articles[1] =
        article("ponant", &[("Le pacte a été signés le 2024-11-09 par décret", "sign")]);
    desk.articles[2] =
        article("lignes", &[("Le pont du fleuve est réouvert le 2024-11-02", "open")]);
    for round in 0..3 {
        let seen = desk.build();
        assert_eq!(seen.states(), before.states(), "round {round}");
        assert_eq!(seen.event(&desk, "par décret"), event);
        assert_eq!(
            seen.event(&desk, "pont du fleuve"),
            before.timeline.events.iter().find(|e| e.id.0 != event).unwrap().id.0
        );
        let status = desk.lock.mentions.values().filter(|m| m.status == Status::Denied).count();
        assert_eq!(status, 1, "the corrected status stays with its sentence");
    }
    desk.articles[1] =
        article("ponant", &[("Le pacte a été signé le 2024-11-09 par décret.", "sign")]);
    assert_eq!(desk.build().states(), before.states());
    assert_eq!(desk.build().states(), before.states());
}

#[test]
fn a_support_that_says_something_else_now_is_to_be_reviewed() {
    for (words, why) in [
        ("Le pacte a été signé le 2024-11-10 par décret", "is gone"),
        ("Le pacte aurait été signé le 2024-11-09 par décret", "is gone"),
        ("Rien de tel n'est écrit dans cet article", "is gone"),
    ] {
        let mut desk = Desk::new(&treaty());
        let event = picked(&mut desk, "2024-11-09", "par décret");
        desk.build();
        desk.articles[1] = article("ponant", &[(words, "sign")]);
        for _ in 0..2 {
            let seen = desk.build();
            assert!(seen.states()[0].starts_with("ToReview"), "{words}: {:?}", seen.states());
            assert!(seen.states()[0].ends_with(why), "{words}: {:?}", seen.states());
            assert_eq!(seen.event(&desk, "pacte est signé"), event);
            assert_eq!(seen.notes[0].rule.as_str(), "FR-D301");
        }
    }
}

#[test]
fn an_event_keeps_its_id_when_its_only_sentence_is_corrected() {
    let mut desk = Desk::new(&treaty());
    let event = desk.build().event(&desk, "pont du fleuve");
    desk.articles[2] =
        article("lignes", &[("Le pont du fleuve est rouvert le 2024-11-03", "open")]);
    assert_eq!(desk.build().event(&desk, "pont du fleuve"), event);
    assert_eq!(desk.build().event(&desk, "pont du fleuve"), event);
}

#[test]
fn a_merge_leads_the_younger_id_on_and_can_be_undone() {
    let mut desk = Desk::new(&treaty());
    let seen = desk.build();
    let (pact, bridge) = (seen.event(&desk, "pacte est"), seen.event(&desk, "pont du"));
    desk.decide(&format!("verb='merge'\ntarget=['{pact}', '{bridge}']"));
    for _ in 0..2 {
        let seen = desk.build();
        let [event] = &seen.timeline.events[..] else { panic!("one event is left") };
        let (kept, gone) = (event.id.0.clone(), event.aliases[0].0.clone());
        assert_eq!(
            (pact.clone().min(bridge.clone()), pact.clone().max(bridge.clone())),
            (kept, gone)
        );
        assert_eq!(seen.states(), ["Active"]);
        assert!(seen.timeline.tombstones.is_empty());
    }
    // The founding sentence of one goes, and the merge holds.
    let rest = ("Le pont du fleuve sert aux trains", "open");
    desk.articles.push(article("ouest", &[rest]));
    desk.build();
    desk.articles.remove(2);
    assert_eq!(desk.build().timeline.events.len(), 1);
    desk.articles.push(treaty().remove(2));
    desk.build();

    desk.decisions.clear();
    for _ in 0..2 {
        let seen = desk.build();
        assert_eq!(seen.event(&desk, "pacte est"), pact);
        assert_eq!(seen.event(&desk, "pont du"), bridge);
        assert!(seen.timeline.events.iter().all(|event| event.aliases.is_empty()));
    }
    let back = &desk.lock.events[&EventId(pact.max(bridge))];
    assert_eq!(back.changes.last().unwrap().what, "back");
}

#[test]
fn names_lead_to_one_event_only_after_a_chain_of_merges_is_cut() {
    let mut desk = Desk::new(&treaty());
    desk.articles.push(article("delta", &[("La foire ouvre le 2024-11-20", "fair")]));
    let seen = desk.build();
    let mut ids = ["pacte est", "pont du", "foire"].map(|words| seen.event(&desk, words));
    ids.sort();
    let [a, b, c] = ids;
    desk.decide(&format!("verb='merge'\ntarget=['{b}', '{c}']"));
    desk.build();
    desk.decide(&format!("verb='merge'\ntarget=['{a}', '{b}']"));
    let seen = desk.build();
    assert_eq!(seen.timeline.events.len(), 1);
    assert_eq!(seen.timeline.events[0].aliases.len(), 2);
    desk.decisions.pop();
    let seen = desk.build();
    let leads: Vec<_> =
        seen.timeline.events.iter().map(|e| (e.id.0.clone(), e.aliases.clone())).collect();
    assert_eq!(leads, [(a, vec![]), (b, vec![EventId(c)])]);
}

#[test]
fn a_split_holds_whichever_part_keeps_the_id() {
    for out in ["pacte est signé", "par décret"] {
        for with_seen in [true, false] {
            let mut desk = Desk::new(&treaty());
            let event = desk.build().event(&desk, "pacte est");
            let all = [mention(&desk, "pacte est signé"), mention(&desk, "par décret")];
            let seen = if with_seen { format!("\nseen={all:?}") } else { String::new() };
            let support = mention(&desk, out);
            desk.decide(&format!("verb='split'\ntarget='{event}'\nsupport=['{support}']{seen}"));
            let mut ids = Vec::new();
            for _ in 0..4 {
                let seen = desk.build();
                let pair = (seen.event(&desk, "pacte est"), seen.event(&desk, "par décret"));
                assert_ne!(pair.0, pair.1, "{out}");
                assert_eq!(seen.states(), ["Active"]);
                ids.push(pair);
            }
            ids.dedup();
            assert_eq!(ids.len(), 1, "the ids stay");
        }
    }
}

#[test]
fn not_same_takes_apart_what_was_joined_before() {
    let mut desk = Desk::new(&treaty());
    let seen = desk.build();
    let (pact, bridge) = (seen.event(&desk, "pacte est"), seen.event(&desk, "pont du"));
    desk.articles[2] =
        article("lignes", &[("Le pont du fleuve est rouvert le 2024-11-02", "sign")]);
    assert_eq!(desk.build().timeline.events.len(), 1);
    desk.decide(&format!("verb='not-same'\ntarget=['{pact}', '{bridge}']"));
    for _ in 0..2 {
        let seen = desk.build();
        assert_eq!(seen.event(&desk, "pacte est"), pact);
        assert_eq!(seen.event(&desk, "par décret"), pact);
        assert_eq!(seen.event(&desk, "pont du"), bridge);
    }
}

#[test]
fn what_was_left_out_stays_out_and_an_event_without_mention_is_a_tombstone() {
    let mut desk = Desk::new(&treaty());
    let event = desk.build().event(&desk, "pont du");
    let id = mention(&desk, "pont du");
    desk.decide(&format!("verb='ignore-mention'\ntarget='{id}'"));
    desk.build();
    desk.articles[2] =
        article("lignes", &[("Le pont du fleuve est réouvert le 2024-11-02", "open")]);
    for _ in 0..3 {
        let seen = desk.build();
        assert_eq!(seen.states(), ["Active"]);
        assert_eq!(seen.timeline.tombstones.len(), 1);
        assert_eq!(seen.timeline.tombstones[0].id.0, event);
    }
    desk.decisions.clear();
    assert_eq!(desk.build().event(&desk, "pont du"), event);
    desk.decide("verb='ignore-article'\ntarget='lignes'");
    assert_eq!(desk.build().timeline.tombstones.len(), 1);
    desk.articles.pop();
    assert_eq!(desk.build().states(), ["Orphaned lignes"]);
}

#[test]
fn two_ways_to_settle_one_thing_are_both_refused() {
    let settle = |fronts: &[&str]| {
        let mut desk = Desk::new(&treaty());
        let seen = desk.build();
        let event = seen.event(&desk, "pacte est");
        let conflict = seen.timeline.conflicts[0].id.0.clone();
        for front in fronts {
            desk.decide(&front.replace("EVENT", &event).replace("CONFLICT", &conflict));
        }
        let seen = desk.build();
        let rules: Vec<&str> = seen.notes.iter().map(|note| note.rule.as_str()).collect();
        (seen.states(), rules.join(" "), seen.timeline.conflicts[0].state)
    };
    let pick = "verb='pick-date'\ntarget='EVENT'\nvalue='2024-11-09'";
    let other = "verb='pick-date'\ntarget='EVENT'\nvalue='2024-11-11'";
    let by_name = "verb='pick-date'\ntarget='CONFLICT'\nvalue='2024-11-11'";
    let open = "verb='leave-open'\ntarget='EVENT'";
    let dismiss = "verb='dismiss'\ntarget='CONFLICT'\ncode='noise'";
    let both: (Vec<String>, String, _) = (
        vec!["Contradicted 0002".into(), "Contradicted 0001".into()],
        "FR-D303".into(),
        ConflictState::Open,
    );
    assert_eq!(settle(&[pick, other]), both);
    assert_eq!(settle(&[pick, by_name]), both);
    assert_eq!(settle(&[pick, open]), both);
    assert_eq!(
        settle(&[
            "verb='title'\ntarget='EVENT'\nvalue='A'",
            "verb='title'\ntarget='EVENT'\nvalue='B'"
        ]),
        both
    );
    assert_eq!(settle(&["verb='pin'\ntarget='EVENT'", "verb='hide'\ntarget='EVENT'"]), both);
    let fine = |state| (vec!["Active".to_owned(); 2], String::new(), state);
    assert_eq!(settle(&[pick, pick]), fine(ConflictState::Decided));
    assert_eq!(settle(&[pick, dismiss]), fine(ConflictState::Dismissed));
}

#[test]
fn the_conflict_that_woke_a_decision_lets_it_sleep_when_it_is_settled() {
    let mut desk = Desk::new(&treaty());
    picked(&mut desk, "2024-11-09", "par décret");
    desk.articles.push(article("ecart", &[("Le pacte fut signé le 2024-11-15", "sign")]));
    let seen = desk.build();
    assert_eq!(seen.timeline.conflicts[0].state, ConflictState::ToReview);
    let conflict = &seen.timeline.conflicts[0];
    let all: Vec<&str> =
        conflict.conflict.sides.iter().flat_map(|s| &s.mentions).map(|m| m.0.as_str()).collect();
    let fingerprint = &conflict.conflict.fingerprint;
    desk.decide(&format!(
        "verb='dismiss'\ntarget='{}'\ncode='noise'\nseen={all:?}\nfingerprint='{fingerprint}'",
        conflict.id.0
    ));
    let seen = desk.build();
    assert_eq!(seen.states(), ["Active", "Active"]);
    assert_eq!(seen.timeline.conflicts[0].state, ConflictState::Dismissed);
    desk.articles.push(article("faux", &[("Le pacte fut signé le 2024-11-16", "sign")]));
    let states = desk.build().states();
    assert!(states.iter().all(|state| state.starts_with("ToReview")), "{states:?}");
}

#[test]
fn dismissing_the_conflicts_of_an_event_leaves_those_to_come() {
    let mut desk = Desk::new(&treaty());
    let event = desk.build().event(&desk, "pacte est");
    desk.decide(&format!(
        "verb='dismiss'\ntarget='{event}'\ncode='noise'\nfingerprint='2024-11-09|2024-11-11'"
    ));
    desk.articles.push(article("ecart", &[("Le pacte engage 40 soldats", "sign")]));
    desk.articles.push(article("faux", &[("Le pacte engage 90 soldats", "sign")]));
    let seen = desk.build();
    let mut states: Vec<ConflictState> = seen.timeline.conflicts.iter().map(|c| c.state).collect();
    states.sort();
    assert_eq!(states, [ConflictState::Open, ConflictState::Dismissed]);
}

#[test]
fn a_decision_ends_on_its_day() {
    let mut desk = Desk::new(&treaty());
    let event = desk.build().event(&desk, "pacte est");
    desk.decide(&format!("verb='title'\ntarget='{event}'\nvalue='T'\nexpires=2024-12-01"));
    desk.config.today = Day::parse("2024-12-01");
    assert_eq!(desk.build().states(), ["Active"]);
    desk.config.today = Day::parse("2024-12-02");
    let seen = desk.build();
    assert_eq!(seen.states(), ["Expired"]);
    assert_eq!(seen.notes[0].rule.as_str(), "FR-D304");
}

#[test]
fn a_build_that_changes_nothing_appends_nothing() {
    let mut desk = Desk::new(&treaty());
    picked(&mut desk, "2024-11-09", "par décret");
    desk.build();
    let lock = desk.lock.clone();
    desk.articles.reverse();
    desk.build();
    assert_eq!(desk.lock, lock);
}
