//! What the review screen holds, and what each key does: no terminal here.

use crate::desk::case::{Case, case};
use crate::desk::queue::{Filter, Item, queue};
use crate::desk::sheet;
use crate::desk::{Snapshot, words};
use crate::render::{Kit, Messages, Model};
use crate::review::{CODES, Request, Verb};
use crate::store::DecisionFile;
use crate::timex::Day;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Something for the world outside to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// End.
    Quit,
    /// Show an address in a browser.
    Open(String),
    /// Write a decision, in the place of a file where one is named.
    Decide(Request, Option<DecisionFile>),
    /// Delete the file of a decision.
    Undo(DecisionFile),
}

/// What the keys mean now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Going through the queue.
    Browse,
    /// Typing the reason of a decision.
    Reason { request: Request, text: String },
    /// Choosing why a conflict is dismissed.
    Code { request: Request, at: usize },
    /// Choosing the event to merge with.
    Merge { event: String, offers: Vec<(String, String)>, at: usize },
    /// Ticking sentences to split off.
    Split { event: String, offers: Vec<(String, String)>, ticked: Vec<bool>, at: usize },
    /// Typing the day of an article.
    Day { article: String, text: String },
}

/// The state of the screen.
pub(super) struct App {
    pub(super) snapshot: Snapshot,
    pub(super) messages: Messages,
    /// What waits, in order.
    pub(super) items: Vec<Item>,
    /// Which of them is shown.
    pub(super) at: usize,
    /// The conflict shown, where the item is one.
    pub(super) case: Option<Case>,
    pub(super) mode: Mode,
    /// Lines scrolled down.
    pub(super) scroll: u16,
    /// What was done last, or why it was not.
    pub(super) status: String,
    filter: Filter,
    author: Option<String>,
    date: Day,
    /// Files written in this run, the last one last.
    undo: Vec<DecisionFile>,
}

impl App {
    pub(super) fn new(
        snapshot: Snapshot,
        filter: Filter,
        author: Option<String>,
        date: Day,
    ) -> App {
        let messages = words::built_in(&snapshot.settings.language);
        let mut app = App {
            snapshot,
            messages,
            items: Vec::new(),
            at: 0,
            case: None,
            mode: Mode::Browse,
            scroll: 0,
            status: String::new(),
            filter,
            author,
            date,
            undo: Vec::new(),
        };
        app.gather();
        app
    }

    /// Takes a new build, and stays at the same place of the queue.
    pub(super) fn refresh(&mut self, snapshot: Snapshot) {
        self.snapshot = snapshot;
        self.gather();
    }

    /// A decision was written.
    pub(super) fn written(&mut self, file: DecisionFile, new: bool) {
        self.status = self.messages.fill("review.screen.written", &[("path", &file.path)]);
        if new {
            self.undo.push(file);
        }
    }

    /// A decision was undone.
    pub(super) fn undone(&mut self, file: &DecisionFile) {
        self.undo.retain(|other| other != file);
        self.status = self.messages.fill("review.screen.undone", &[("path", &file.path)]);
    }

    fn gather(&mut self) {
        let model = Model::new(&self.snapshot.site_input());
        let kit = Kit { model: &model, messages: &self.messages };
        let mut items = queue(&self.snapshot, &kit);
        items.retain(|item| self.filter.wants(item));
        self.at = self.at.min(items.len().saturating_sub(1));
        self.case = items.get(self.at).and_then(|item| case(&self.snapshot, &kit, &item.id));
        self.items = items;
        self.scroll = 0;
    }

    pub(super) fn item(&self) -> Option<&Item> {
        self.items.get(self.at)
    }

    /// What a key asks of the world outside, if anything.
    pub(super) fn press(&mut self, key: KeyEvent) -> Option<Act> {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return (key.code == KeyCode::Char('c')).then_some(Act::Quit);
        }
        match std::mem::replace(&mut self.mode, Mode::Browse) {
            Mode::Browse => return self.browse(key.code),
            _ if key.code == KeyCode::Esc => {}
            Mode::Reason { request, text } => return self.reason(request, text, key.code),
            Mode::Code { request, at } => self.code(request, at, key.code),
            Mode::Merge { event, offers, at } => match key.code {
                KeyCode::Enter => {
                    let with = offers[at].0.clone();
                    self.ask(Request::new(Verb::Merge, vec![event, with]));
                }
                code => {
                    self.mode = Mode::Merge { at: moved(at, offers.len(), code), event, offers }
                }
            },
            Mode::Split { event, offers, mut ticked, at } => match key.code {
                KeyCode::Enter if ticked.contains(&true) => {
                    let out = offers.into_iter().zip(ticked).filter(|(_, ticked)| *ticked);
                    let support = out.map(|((id, _), _)| id).collect();
                    self.ask(Request { support, ..Request::new(Verb::Split, vec![event]) });
                }
                code => {
                    if code == KeyCode::Char(' ') {
                        ticked[at] = !ticked[at];
                    }
                    let at = moved(at, offers.len(), code);
                    self.mode = Mode::Split { event, offers, ticked, at };
                }
            },
            Mode::Day { article, mut text } => match key.code {
                KeyCode::Enter => {
                    let value = Some(text.trim().to_owned());
                    self.ask(Request { value, ..Request::new(Verb::AnchorArticle, vec![article]) });
                }
                code => {
                    edit(&mut text, code);
                    self.mode = Mode::Day { article, text };
                }
            },
        }
        None
    }

    fn browse(&mut self, code: KeyCode) -> Option<Act> {
        self.status.clear();
        match code {
            KeyCode::Char('q') => return Some(Act::Quit),
            KeyCode::Char('n') | KeyCode::Right => self.go(self.at + 1),
            KeyCode::Char('p') | KeyCode::Left => self.go(self.at.saturating_sub(1)),
            KeyCode::Down => self.scroll = self.scroll.saturating_add(1),
            KeyCode::Up => self.scroll = self.scroll.saturating_sub(1),
            KeyCode::PageDown => self.scroll = self.scroll.saturating_add(10),
            KeyCode::PageUp => self.scroll = self.scroll.saturating_sub(10),
            KeyCode::Char('u') => match self.undo.last() {
                Some(file) => return Some(Act::Undo(file.clone())),
                None => self.say("nothing-to-undo"),
            },
            KeyCode::Char('o') => {
                let mut voices = self.case.iter().flat_map(|c| &c.sides).flat_map(|s| &s.voices);
                return voices.find_map(|voice| voice.url.clone()).map(Act::Open);
            }
            KeyCode::Char(digit @ '1'..='9') => self.choose(digit as usize - '0' as usize),
            KeyCode::Char('l') => match self.conflict() {
                Some(id) => self.ask(Request::new(Verb::LeaveOpen, vec![id])),
                None => self.say("not-here"),
            },
            KeyCode::Char('d') => match (self.conflict(), self.article()) {
                (Some(id), _) => {
                    let request = Request::new(Verb::Dismiss, vec![id]);
                    self.mode = Mode::Code { request, at: 0 };
                }
                (_, Some(article)) => {
                    self.mode = Mode::Day { article, text: String::new() };
                }
                _ => self.say("not-here"),
            },
            KeyCode::Char('m') => self.offer_merge(),
            KeyCode::Char('s') => self.offer_split(),
            _ => {}
        }
        None
    }

    fn go(&mut self, at: usize) {
        if at < self.items.len() && at != self.at {
            self.at = at;
            self.gather();
        }
    }

    fn say(&mut self, key: &str) {
        self.status = self.messages.text(&format!("review.screen.{key}")).to_owned();
    }

    fn conflict(&self) -> Option<String> {
        self.case.as_ref().map(|case| case.item.id.clone())
    }

    fn article(&self) -> Option<String> {
        self.item().filter(|item| item.kind == "article").map(|item| item.id.clone())
    }

    fn choose(&mut self, number: usize) {
        let Some(case) = &self.case else { return self.say("not-here") };
        let verb = case.verb.and_then(|verb| Verb::parse(verb).ok());
        match (verb, case.sides.get(number - 1)) {
            (Some(verb), Some(side)) => {
                let value = Some(side.value.clone());
                let request = Request::new(verb, vec![case.target.clone()]);
                self.ask(Request { value, ..request });
            }
            (None, _) => self.say("no-side"),
            (_, None) => self.say("not-here"),
        }
    }

    fn offer_merge(&mut self) {
        let Some(event) = self.event() else { return self.say("not-here") };
        let model = Model::new(&self.snapshot.site_input());
        let kit = Kit { model: &model, messages: &self.messages };
        let case = self.case.as_ref();
        let others = case.into_iter().flat_map(|case| case.events.iter().skip(1).cloned());
        let sheet = sheet::event(&self.snapshot, &kit, &event);
        let near = sheet.map(|sheet| sheet.neighbours).unwrap_or_default();
        let mut offers: Vec<(String, String)> = Vec::new();
        for line in others.chain(near) {
            if !offers.iter().any(|(id, _)| *id == line.id) {
                offers.push((line.id, format!("{} – {}", line.when, line.title)));
            }
        }
        if offers.is_empty() {
            return self.say("not-here");
        }
        self.mode = Mode::Merge { event, offers, at: 0 };
    }

    fn offer_split(&mut self) {
        let Some(event) = self.event() else { return self.say("not-here") };
        let model = Model::new(&self.snapshot.site_input());
        let kit = Kit { model: &model, messages: &self.messages };
        let sheet = sheet::event(&self.snapshot, &kit, &event);
        let voices = sheet.map(|sheet| sheet.voices).unwrap_or_default();
        if voices.len() < 2 {
            return self.say("not-here");
        }
        let offers: Vec<(String, String)> = voices
            .into_iter()
            .map(|voice| {
                let quote: String =
                    voice.mention.quote.iter().map(|piece| piece.text.as_str()).collect();
                (voice.mention.id, format!("{} – {quote}", voice.source))
            })
            .collect();
        let ticked = vec![false; offers.len()];
        self.mode = Mode::Split { event, offers, ticked, at: 0 };
    }

    /// The first event that the conflict touches.
    fn event(&self) -> Option<String> {
        Some(self.case.as_ref()?.events.first()?.id.clone())
    }

    fn ask(&mut self, request: Request) {
        self.mode = Mode::Reason { request, text: String::new() };
    }

    fn reason(&mut self, request: Request, mut text: String, code: KeyCode) -> Option<Act> {
        if code != KeyCode::Enter {
            edit(&mut text, code);
            self.mode = Mode::Reason { request, text };
            return None;
        }
        if request.verb.wants_reason() && text.trim().is_empty() {
            self.status = self.messages.text("review.refusal.no-reason").to_owned();
            self.mode = Mode::Reason { request, text };
            return None;
        }
        let settles = matches!(
            request.verb,
            Verb::PickDate | Verb::PickValue | Verb::LeaveOpen | Verb::Dismiss
        );
        let decision = self.case.as_ref().and_then(|case| case.decision.as_ref());
        let file = decision.filter(|_| settles).map(|decision| &decision.path);
        let instead = file.and_then(|path| self.snapshot.project.decision_file(path).ok());
        let (author, date) = (self.author.clone(), Some(self.date));
        Some(Act::Decide(Request { reason: text, author, date, ..request }, instead))
    }

    fn code(&mut self, request: Request, at: usize, code: KeyCode) {
        match code {
            KeyCode::Enter => {
                self.ask(Request { code: Some(CODES[at].to_owned()), ..request });
            }
            code => self.mode = Mode::Code { request, at: moved(at, CODES.len(), code) },
        }
    }
}

/// The place in a list after a key.
fn moved(at: usize, length: usize, code: KeyCode) -> usize {
    match code {
        KeyCode::Down => (at + 1).min(length.saturating_sub(1)),
        KeyCode::Up => at.saturating_sub(1),
        _ => at,
    }
}

fn edit(text: &mut String, code: KeyCode) {
    match code {
        KeyCode::Char(c) if !c.is_control() => text.push(c),
        KeyCode::Backspace => drop(text.pop()),
        _ => {}
    }
}
