//! The review screen: one conflict, its sides in columns, and a line of keys.

use super::app::{App, Mode};
use crate::desk::case::{Case, Side, Voice};
use crate::review::CODES;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Borders, Clear, Paragraph, Wrap};

/// Columns that a side needs to stand beside others.
const NARROWEST: u16 = 36;

/// Draws the screen.
pub(super) fn draw(frame: &mut Frame<'_>, app: &App) {
    let area = frame.area();
    let say = |key: &str| app.messages.text(&format!("review.screen.{key}")).to_owned();
    if area.width < 20 || area.height < 8 {
        frame.render_widget(Paragraph::new(say("too-small")), area);
        return;
    }
    let rows = [Constraint::Length(3), Constraint::Min(3), Constraint::Length(2)];
    let [top, middle, bottom] = Layout::vertical(rows).areas(area);
    frame.render_widget(head(app), top);
    match (&app.case, app.item()) {
        (Some(case), _) => sides(frame, app, case, middle),
        (None, Some(item)) => {
            let text = format!("{}\n\n{} {}", safe(&item.message), item.kind_words, item.id);
            frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), middle);
        }
        (None, None) => frame.render_widget(Paragraph::new(say("nothing")), middle),
    }
    let keys = Line::styled(say("help"), Style::new().add_modifier(Modifier::DIM));
    let status = Line::styled(safe(&app.status), Style::new().add_modifier(Modifier::BOLD));
    frame.render_widget(Paragraph::new(vec![status, keys]), bottom);
    panel(frame, app, area);
}

fn head(app: &App) -> Paragraph<'static> {
    let Some(item) = app.item() else { return Paragraph::new("") };
    let position = [("n", &*(app.at + 1).to_string()), ("total", &*app.items.len().to_string())];
    let place = app.messages.fill("review.position", &position);
    let new = if item.new { app.messages.text("review.new") } else { "" };
    let words = [&place, &item.kind_words, &item.severity_words, &item.state_words];
    let mut line = words.map(String::as_str).join(" · ");
    if item.new {
        line = format!("{line} · {new}");
    }
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let mut lines = vec![Line::raw(line), Line::styled(safe(&item.title), bold)];
    let decided = app.case.as_ref().and_then(|case| case.decision.as_ref());
    lines.push(match decided {
        Some(d) => Line::raw(safe(&format!("{} {} – {} {}", d.id, d.words, d.state, d.why))),
        None => Line::raw(safe(&item.message)),
    });
    Paragraph::new(lines)
}

fn sides(frame: &mut Frame<'_>, app: &App, case: &Case, area: Rect) {
    let fit = usize::from(area.width / NARROWEST).max(1);
    if case.sides.len() > fit {
        // Too narrow for columns: one below the other, and scrolled.
        let mut lines = Vec::new();
        for side in &case.sides {
            lines.extend(side_lines(app, case, side));
            lines.push(Line::raw(""));
        }
        let all = Paragraph::new(Text::from(lines)).wrap(Wrap { trim: false });
        frame.render_widget(all.scroll((app.scroll, 0)), area);
        return;
    }
    let widths = vec![Constraint::Ratio(1, case.sides.len().max(1) as u32); case.sides.len()];
    for (side, column) in case.sides.iter().zip(Layout::horizontal(widths).split(area).iter()) {
        let block = Block::new().borders(Borders::ALL);
        let text = Paragraph::new(Text::from(side_lines(app, case, side)));
        let text = text.wrap(Wrap { trim: false }).scroll((app.scroll, 0));
        frame.render_widget(text.block(block), *column);
    }
}

fn side_lines(app: &App, case: &Case, side: &Side) -> Vec<Line<'static>> {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let head = format!("{} {} – {}", side.number, safe(&side.words), side.origins);
    let mut lines = vec![Line::styled(head, bold)];
    for voice in &side.voices {
        lines.extend(voice_lines(app, voice));
    }
    if case.verb.is_some() {
        let effect = app.messages.text("review.screen.effect");
        lines.push(Line::raw(""));
        lines.push(Line::raw(format!("{effect} : {}", side.effect)));
    }
    lines
}

fn voice_lines(app: &App, voice: &Voice) -> Vec<Line<'static>> {
    let dim = Style::new().add_modifier(Modifier::DIM);
    let mark = Style::new().add_modifier(Modifier::REVERSED);
    let copy = match voice.copy {
        true => format!(" ({})", app.messages.text("review.case.copy")),
        false => String::new(),
    };
    let pieces = voice.mention.quote.iter().map(|piece| {
        let text = safe(&piece.text);
        if piece.mark { Span::styled(text, mark) } else { Span::raw(text) }
    });
    vec![
        Line::raw(""),
        Line::raw(format!("{}, {}{copy}", safe(&voice.source), safe(&voice.published))),
        Line::from(pieces.collect::<Vec<_>>()),
        Line::styled(
            safe(&format!("{} ; {}", voice.mention.status, voice.deduced.join(" ; "))),
            dim,
        ),
    ]
}

/// What is being asked, over the lower part of the screen.
fn panel(frame: &mut Frame<'_>, app: &App, area: Rect) {
    let say = |key: &str| app.messages.text(&format!("review.screen.{key}")).to_owned();
    let listed = |offers: &[String], at: usize| {
        let line = |(index, text): (usize, &String)| {
            let mark = if index == at { "> " } else { "  " };
            Line::raw(format!("{mark}{}", safe(text)))
        };
        offers.iter().enumerate().map(line).collect::<Vec<_>>()
    };
    let typed = |text: &str| vec![Line::raw(format!("{}_", safe(text)))];
    let texts = |offers: &[(String, String)]| {
        offers.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>()
    };
    let (title, hint, lines, at) = match &app.mode {
        Mode::Browse => return,
        Mode::Reason { request, text } => {
            let title = format!("{} – {}", say("reason"), request.verb.as_str());
            (title, say("reason-hint"), typed(text), 0)
        }
        Mode::Code { at, .. } => {
            let word = |code: &str| app.messages.text(&format!("review.code.{code}")).to_owned();
            (say("code"), say("choose-hint"), listed(&CODES.map(word), *at), *at)
        }
        Mode::Merge { offers, at, .. } => {
            (say("merge"), say("choose-hint"), listed(&texts(offers), *at), *at)
        }
        Mode::Split { offers, ticked, at, .. } => {
            let boxed: Vec<String> = texts(offers)
                .iter()
                .zip(ticked)
                .map(|(text, ticked)| format!("[{}] {text}", if *ticked { 'x' } else { ' ' }))
                .collect();
            (say("split"), say("split-hint"), listed(&boxed, *at), *at)
        }
        Mode::Day { text, .. } => (say("day"), say("reason-hint"), typed(text), 0),
    };
    let height = (lines.len() as u16 + 2).clamp(3, area.height - 2);
    let place = Rect { y: area.y + area.height - height, height, ..area };
    // What is chosen stays in view.
    let scroll = (at as u16 + 3).saturating_sub(height);
    let block = Block::new().borders(Borders::ALL).title(title).title_bottom(hint);
    frame.render_widget(Clear, place);
    frame.render_widget(Paragraph::new(lines).scroll((scroll, 0)).block(block), place);
}

/// Words of articles without anything that a terminal would obey.
fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                out += &format!("[U+{:04X}]", u32::from(c));
            }
            c if c.is_control() => out += &format!("[U+{:04X}]", u32::from(c)),
            c => out.push(c),
        }
    }
    out
}
