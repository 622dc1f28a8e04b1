//! A chronicle in prose: dates without year that open their sentences, one after the other.

use super::*;

/// So many dates make a run.
const LEAST: usize = 3;

/// How many segments ahead a run is looked for.
const AHEAD: usize = 12;

/// How many segments may stand between two dates of a run.
const BETWEEN: usize = 3;

/// How many tokens before a date leave it at the head of its sentence: « Au matin du 9 mars ».
const HEAD: usize = 3;

/// Whether the dates from here on are a run, as far as the text was looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// The byte up to which this was found.
    until: usize,
    over: bool,
}

impl Annotator<'_> {
    /// Whether a date without year is one of several that open their sentences, in the order of
    /// the calendar, all of days of this year that are over, in a text that tells past days and
    /// with no verb of what is on schedule: « Au matin du 9 mars, des hommes barrent la route. Le
    /// 21 avril, une rencontre a lieu. Le 12 juillet, on libère un premier groupe. » Hours that open
    /// their sentences go on with the day before them. One such date alone may be an announcement.
    pub(super) fn is_run(&mut self, found: &Found, tense: Tense) -> bool {
        let Some(dct) = self.dct.filter(|_| told_now(tense)) else { return false };
        let Some(first) = opens(found, &self.tokens) else { return false };
        if let Some(run) = self.run.filter(|run| self.tokens[found.from].start < run.until) {
            return run.over;
        }
        let today = (dct.day.month() as u8, dct.day.day() as u8);
        if first > today || has_schedule(self.text, &self.tokens) {
            return false;
        }
        let (mut last, mut count, mut between) = (first, 1, 0);
        let mut past = self.past_told;
        let mut until = self.tokens.last().map_or(0, |token| token.end);
        let mut lexer = Lexer::new(self.text, until, self.text.len(), true);
        let (mut tokens, mut ahead) = (Vec::new(), Vec::new());
        for _ in 0..AHEAD {
            if between > BETWEEN || !lexer.segment(&mut tokens) {
                break;
            }
            find(self.text, &tokens, &mut ahead);
            // « Le 17 mars à 21 h 30, ils quittent le port. À 0 h 47, la coque s'ouvre. »
            let hour = ahead.first().filter(|next| {
                matches!(next.expr, TimeExpr::Time(None, DayTime::Clock(_))) && next.from <= 1
            });
            if let Some(hour) = hour
                && told_now(super::tense(self.text, &tokens, hour.from, hour.to))
            {
                (count, between) = (count + 1, 0);
                continue;
            }
            let opening = ahead.first().and_then(|next| Some((next, opens(next, &tokens)?)));
            let Some((next, day)) = opening else {
                past = past || ahead.iter().any(|found| tells_past(self.text, &tokens, found));
                between += 1;
                continue;
            };
            let on = day > last
                && day <= today
                && told_now(super::tense(self.text, &tokens, next.from, next.to))
                && !has_schedule(self.text, &tokens);
            if !on {
                break;
            }
            (last, between) = (day, 0);
            count += 1;
            until = tokens.last().map_or(until, |token| token.end);
        }
        let over = count >= LEAST && past;
        self.run = Some(Run { until, over });
        over
    }
}

/// Whether a verb may tell what happens now.
pub(super) fn told_now(tense: Tense) -> bool {
    matches!(tense, Tense::Present | Tense::Unknown)
}

/// The month and day of a date without year that opens its sentence.
fn opens(found: &Found, tokens: &[Token]) -> Option<(u8, u8)> {
    let date = match found.expr {
        TimeExpr::Date(DateExpr::Calendar(date))
        | TimeExpr::Time(Some(DateExpr::Calendar(date)), _) => date,
        _ => return None,
    };
    let bare = date.year.is_none() && date.weekday.is_none() && date.step == 0;
    let head = found.from <= HEAD && found.range.is_none();
    let words = || tokens[..found.from].iter().all(|token| token.kind == Kind::Word);
    Some((date.month?, date.day?)).filter(|_| bare && head && words())
}

/// Whether a segment has a verb of what has its day: « la France affronte l'Italie ».
fn has_schedule(text: &str, tokens: &[Token]) -> bool {
    tokens.iter().any(|token| is_scheduled(&text[token.start..token.end]))
}

/// Whether an expression is a day that a verb of the past tells, and not that of an announcement:
/// « le programme, dévoilé mardi ».
pub(super) fn tells_past(text: &str, tokens: &[Token], found: &Found) -> bool {
    let day = match found.expr {
        TimeExpr::Date(date) | TimeExpr::Time(Some(date), _) => match date {
            DateExpr::Calendar(date) => date.day.is_some() || date.weekday.is_some(),
            DateExpr::Shift { count, unit: Unit::Day, .. } => count < 0,
            _ => false,
        },
        _ => false,
    };
    let announces =
        |token: &Token| ANNOUNCES.iter().any(|stem| text[token.start..token.end].starts_with(stem));
    day && tense(text, tokens, found.from, found.to) == Tense::Past && !tokens.iter().any(announces)
}

/// How words begin that announce.
const ANNOUNCES: &[&str] = &["annonc", "dévoil", "présent", "publi", "communiqu"];
