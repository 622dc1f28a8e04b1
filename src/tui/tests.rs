//! The screen on a backend of letters: what is shown, and what keys ask for.

use super::app::{Act, App, Mode};
use super::draw::draw;
use crate::desk::Snapshot;
use crate::desk::queue::Filter;
use crate::pipeline::Built;
use crate::render::testing::story;
use crate::review::Verb;
use crate::store::{DecisionFile, Project};
use crate::timex::Day;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::Modifier;

fn app(language: &str) -> (App, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let story = story();
    let snapshot = Snapshot {
        project: Project::open(dir.path()).unwrap(),
        old_lock: story.lock.clone(),
        built: Built {
            articles: story.articles,
            timeline: story.timeline,
            lock: story.lock,
            notes: vec![],
            work: Default::default(),
        },
        settings: crate::render::Settings { language: language.into(), ..story.settings },
        pages: vec![],
        unread: vec![],
    };
    let filter = Filter { state: Some("all".into()), ..Filter::default() };
    let date = Day::parse("2024-11-20").unwrap();
    (App::new(snapshot, filter, Some("Ada".into()), date), dir)
}

fn press(app: &mut App, keys: &str) -> Option<Act> {
    let mut last = None;
    for key in keys.chars() {
        let code = match key {
            '⏎' => KeyCode::Enter,
            '⎋' => KeyCode::Esc,
            '↓' => KeyCode::Down,
            '⌫' => KeyCode::Backspace,
            c => KeyCode::Char(c),
        };
        last = app.press(KeyEvent::new(code, KeyModifiers::NONE));
    }
    last
}

/// The screen as lines, and the words that are marked.
fn screen(app: &App, width: u16, height: u16) -> (String, String) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, app)).unwrap();
    let buffer = terminal.backend().buffer();
    let (mut text, mut marked) = (String::new(), String::new());
    for y in 0..height {
        for x in 0..width {
            let cell = &buffer[(x, y)];
            text += cell.symbol();
            if cell.modifier.contains(Modifier::REVERSED) {
                marked += cell.symbol();
            }
        }
        text.push('\n');
    }
    (text, marked)
}

#[test]
fn a_conflict_is_shown_with_its_sides_sources_and_effects() {
    let (mut app, _dir) = app("fr");
    let at = app.items.iter().position(|item| item.id == "c-1dates0000").unwrap();
    for _ in 0..at {
        press(&mut app, "n");
    }
    let (text, marked) = screen(&app, 100, 30);
    for words in [
        "dates incompatibles",
        "1 9\u{a0}novembre 2024",
        "2 11\u{a0}novembre 2024",
        "Le Ponant",
        "Agence APN",
        "(copie",
        "Effet",
        "1-9 retenir",
    ] {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    for word in ["samedi", "lundi 11", "novembre 2024"] {
        assert!(marked.contains(word), "{word} in {marked}");
    }
    assert!(!marked.contains("signé"), "{marked}");
    // Narrow: one below the other; tiny: it says so; nothing breaks in any size.
    let (narrow, _) = screen(&app, 50, 40);
    assert!(
        narrow.contains("1 9\u{a0}novembre 2024") && narrow.contains("2 11\u{a0}novembre 2024")
    );
    for (width, height) in [(1, 1), (19, 7), (20, 8), (37, 9), (200, 8), (300, 100)] {
        screen(&app, width, height);
    }
    assert!(screen(&app, 19, 7).0.contains("Agrandissez"));
}

#[test]
fn keys_ask_for_decisions() {
    let (mut app, _dir) = app("en");
    while app.item().unwrap().id != "c-1dates0000" {
        press(&mut app, "n");
    }
    let Some(Act::Decide(request, None)) = press(&mut app, "1A decree.⎋1The decree⌫e⏎")
    else {
        panic!("a decision is asked for")
    };
    assert_eq!((request.verb, request.value.as_deref()), (Verb::PickDate, Some("2024-11-09")));
    assert_eq!(request.targets, ["e-1signature"]);
    assert_eq!(request.reason, "The decree");
    assert_eq!((request.author.as_deref(), request.date), (Some("Ada"), Day::parse("2024-11-20")));

    assert_eq!(press(&mut app, "2⏎"), None, "a date wants a reason");
    assert!(app.status.contains("reason"));
    assert!(matches!(app.mode, Mode::Reason { .. }));
    press(&mut app, "⎋");

    let Some(Act::Decide(request, _)) = press(&mut app, "d↓↓↓⏎Noise.⏎") else { panic!() };
    assert_eq!((request.verb, request.code.as_deref()), (Verb::Dismiss, Some("noise")));
    let Some(Act::Decide(request, _)) = press(&mut app, "l⏎") else { panic!() };
    assert_eq!((request.verb, request.targets), (Verb::LeaveOpen, vec!["c-1dates0000".to_owned()]));
    press(&mut app, "m");
    let (text, _) = screen(&app, 90, 24);
    let offered = text.lines().any(|line| line.contains("> ") && line.contains("Ratification"));
    assert!(offered, "the ratification is offered:\n{text}");
    let Some(Act::Decide(request, _)) = press(&mut app, "⏎⏎") else { panic!() };
    assert_eq!((request.verb, request.targets.len()), (Verb::Merge, 2));
    press(&mut app, "s");
    assert!(screen(&app, 90, 24).0.contains("[ ] "));
    let Some(Act::Decide(request, _)) = press(&mut app, "⏎↓ ⏎⏎") else { panic!() };
    assert_eq!((request.verb, request.support.len()), (Verb::Split, 1));

    assert_eq!(press(&mut app, "u"), None);
    assert!(app.status.contains("Nothing to undo"));
    let file = DecisionFile { path: "content/decisions/0002-x.md".into(), sha256: "a".into() };
    app.written(file.clone(), true);
    assert!(screen(&app, 90, 24).0.contains("0002-x.md"));
    assert_eq!(press(&mut app, "u"), Some(Act::Undo(file)));
    assert!(matches!(press(&mut app, "o"), Some(Act::Open(url)) if url.starts_with("https://")));
    assert_eq!(press(&mut app, "q"), Some(Act::Quit));
}

#[test]
fn words_of_articles_give_the_terminal_no_orders() {
    let (mut app, _dir) = app("fr");
    app.items[app.at].title = "a\u{1b}[2Jb\u{202e}c".into();
    let (text, _) = screen(&app, 80, 20);
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
    assert!(text.contains("[U+001B]"), "{text}");
}
