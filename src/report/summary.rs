//! The summary of a pull request: what is new first, in the language of the project.

use super::delta::{ConflictNews, Delta, EventChange, EventState};
use super::emit::Report;
use super::markdown::{Page, plain, short};
use super::{Finding, rule_of};
use crate::diag::Severity;
use crate::ingest::NoiseKind;
use crate::mention::{AnnotatedArticle, Role};
use crate::merge::ConflictKind;
use crate::render::Messages;
use crate::review::{DecisionState, EventId, Lock};
use crate::text::ArticleId;
use crate::timex::Day;
use std::collections::{BTreeMap, BTreeSet};

/// A comment is found again by this mark, and edited in place.
const MARK: &str = "<!-- frise -->";

/// Lines of one list; nobody reads more in a comment.
const LINES: usize = 100;

/// Characters of a quotation.
const QUOTE: usize = 240;

/// Most characters of a comment on GitHub and GitLab.
pub const COMMENT: usize = 65_536;

/// Most characters of the summary of a job: a megabyte, for letters of two bytes.
pub const JOB: usize = 500_000;

/// The messages of `language`, with those of reports.
pub(super) fn messages(language: &str) -> Messages {
    let mut messages = Messages::built_in(language);
    let source = match messages.language() {
        "en" => include_str!("../../templates/i18n/report.en.toml"),
        _ => include_str!("../../templates/i18n/report.fr.toml"),
    };
    messages.extend("i18n/report", source).expect("the built-in messages are well formed");
    messages
}

/// The summary of a build: of its news, where there is a base, else of its state.
pub(super) fn summary(report: &Report<'_>) -> String {
    let base = Lock::default();
    let delta = Delta::between(report.base.unwrap_or(&base), report.lock);
    let writer = Writer {
        messages: messages(report.language),
        delta: &delta,
        head: report.lock,
        news: report.base.is_some(),
        report: Some(report),
    };
    writer.page(report.most, report.rest)
}

/// The summary of what changed between two locks; nothing where nothing did.
pub fn diff_markdown(base: &Lock, head: &Lock, language: &str) -> String {
    let delta = Delta::between(base, head);
    if delta.is_empty() {
        return String::new();
    }
    let messages = messages(language);
    let writer = Writer { messages, delta: &delta, head, news: true, report: None };
    writer.page(COMMENT, None)
}

struct Writer<'a> {
    messages: Messages,
    delta: &'a Delta,
    head: &'a Lock,
    /// Whether there is a base, so that something can be new.
    news: bool,
    /// The build itself, where there is more than locks.
    report: Option<&'a Report<'a>>,
}

impl Writer<'_> {
    fn page(&self, most: usize, rest: Option<&str>) -> String {
        let m = &self.messages;
        let cut = match rest {
            Some(url) => m.fill("report.cut-link", &[("url", url)]),
            None => m.text("report.cut").to_owned(),
        };
        let mut page = Page::new(most, cut.chars().count() + 1);
        let title = m.fill("report.title", &[("news", &self.headline())]);
        page.block(&format!("{MARK}\n### {title}"));
        if let Some(line) = self.articles() {
            page.block(&line);
        }
        self.to_decide(&mut page);
        self.decisions(&mut page);
        self.to_mend(&mut page);
        if self.news {
            self.events(&mut page);
            self.conflicts_over(&mut page);
            self.ignored(&mut page);
        }
        let rules = self.rules();
        if !rules.is_empty() {
            page.block(&m.fill("report.rules", &[("rules", &rules.join(", "))]));
        }
        page.close(&cut)
    }

    fn count(&self, what: &str, n: usize) -> Option<String> {
        (n > 0).then(|| self.messages.count(&format!("report.count.{what}"), n))
    }

    /// « 3 événements nouveaux, 1 conflit nouveau, 1 décision à revoir »
    fn headline(&self) -> String {
        let delta = self.delta;
        if !self.news {
            let living = delta.events.new.len();
            let review = delta.decisions.to_review.len();
            let m = |what: &str, n| self.messages.count(&format!("report.count.{what}"), n);
            let mut parts = vec![m("events", living), m("conflicts-open", self.open().len())];
            parts.extend(self.count("to-review", review));
            return parts.join(", ");
        }
        if delta.is_empty() {
            return self.messages.text("report.nothing").to_owned();
        }
        let new_errors = self.findings(Severity::Error).filter(|f| f.new == Some(true)).count();
        let parts: Vec<String> = [
            ("events-new", delta.events.new.len()),
            ("conflicts-new", delta.conflicts.new.len()),
            ("to-review", delta.decisions.to_review.len()),
            ("errors-new", new_errors),
            ("conflicts-settled", delta.conflicts.settled.len()),
            ("events-gone", delta.events.gone.len()),
        ]
        .into_iter()
        .filter_map(|(what, n)| self.count(what, n))
        .collect();
        if !parts.is_empty() {
            return parts.join(", ");
        }
        let changed = self.count("events-changed", delta.events.changed.len());
        changed.unwrap_or_else(|| self.messages.text("report.other").to_owned())
    }

    /// « 2 articles ajoutés (1 copie d’un texte déjà connu, 1 source indépendante nouvelle). »
    fn articles(&self) -> Option<String> {
        let articles = &self.delta.articles;
        let mut parts = Vec::new();
        if let Some(head) = self.count("articles-added", articles.added.len()) {
            let inside: Vec<String> =
                [("copies", articles.copies), ("origins", articles.new_origins)]
                    .into_iter()
                    .filter(|_| self.news)
                    .filter_map(|(what, n)| self.count(what, n))
                    .collect();
            parts.push(if inside.is_empty() {
                head
            } else {
                let args = [("head", head.as_str()), ("parts", &inside.join(", "))];
                self.messages.fill("report.brackets", &args)
            });
        }
        parts.extend(self.count("articles-changed", articles.changed.len()));
        parts.extend(self.count("articles-removed", articles.removed.len()));
        (!parts.is_empty()).then(|| format!("{}.", parts.join(", ")))
    }

    /// Conflicts that nobody settled, new ones first.
    fn open(&self) -> Vec<(&ConflictNews, bool)> {
        let news = self.news;
        let mut all: Vec<_> = self.delta.conflicts.new.iter().map(|c| (c, news)).collect();
        all.sort_by_key(|(conflict, _)| std::cmp::Reverse(conflict.severity));
        all
    }

    fn to_decide(&self, page: &mut Page) {
        let m = &self.messages;
        let rows: Vec<String> = self
            .open()
            .iter()
            .take(LINES)
            .map(|(conflict, new)| {
                let titles: Vec<String> =
                    conflict.events.iter().map(|event| self.event_link(event)).collect();
                let rule = m.text(&format!("report.rule.{}", rule_of(conflict.kind)));
                let titles = if titles.is_empty() { rule.to_owned() } else { titles.join("<br>") };
                let (mut values, origins) = self.sides(conflict);
                if conflict.kind != ConflictKind::Date && !conflict.events.is_empty() {
                    values += &format!(" ({rule})");
                }
                let new = if *new { m.text("report.new") } else { "" };
                format!("| {new} | {titles} | {values} | {origins} |")
            })
            .collect();
        if rows.is_empty() {
            return;
        }
        let [event, values, independent] =
            ["event", "values", "independent"].map(|key| m.text(&format!("report.{key}")));
        let head = format!(
            "**{}**\n\n| | {event} | {values} | {independent} |\n|--|--|--|--|",
            m.text("report.to-decide")
        );
        page.list(&head, &rows, "");
    }

    /// The values of a conflict, the event's own in bold, and the origins of each.
    fn sides(&self, conflict: &ConflictNews) -> (String, String) {
        let m = &self.messages;
        // The build knows sides that a lock cannot tell from one another.
        let built = self.report.and_then(|report| {
            let found = report.timeline.conflicts.iter().find(|c| c.id == conflict.id)?;
            let sides = found.conflict.sides.iter();
            Some(sides.map(|s| (s.value.clone(), Some(s.origins as usize))).collect::<Vec<_>>())
        });
        let sides = built.unwrap_or_else(|| {
            conflict.sides.iter().map(|side| (side.value.clone(), side.origins)).collect()
        });
        let own = |value: &str| conflict.events.iter().any(|e| e.date.as_deref() == Some(value));
        let values: Vec<String> = sides
            .iter()
            .map(|(value, _)| {
                let word = m.raw(&format!("side.{value}")).map(str::to_owned);
                let word = plain(&word.unwrap_or_else(|| m.short_date(value, None)));
                if own(value) { format!("**{word}**") } else { word }
            })
            .collect();
        let origins: Vec<String> =
            sides.iter().map(|(_, n)| n.map_or("–".to_owned(), |n| n.to_string())).collect();
        (values.join(" / "), origins.join(" / "))
    }

    fn decisions(&self, page: &mut Page) {
        let m = &self.messages;
        let mut lines = Vec::new();
        for id in &self.delta.decisions.to_review {
            lines.push(format!(
                "**{}**{}{}",
                m.text("report.to-review"),
                m.text("typography.colon"),
                self.decision(id)
            ));
        }
        for id in &self.delta.decisions.void {
            let state = match self.head.decisions.get(id) {
                Some(DecisionState::Contradicted) => "contradicted",
                Some(DecisionState::Expired) => "expired",
                _ => "orphaned",
            };
            let why = m.fill("report.why", &[("why", m.text(&format!("report.decision.{state}")))]);
            let args = [("id", plain(id)), ("verb", self.verb(id)), ("why", why)];
            let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
            let line = m.fill("report.review-line", &args);
            lines.push(format!(
                "**{}**{}{line}",
                m.text("report.void"),
                m.text("typography.colon")
            ));
        }
        lines.truncate(LINES);
        for line in lines {
            page.block(&line);
        }
    }

    /// « décision 0007 (pick-date) : une source indépendante donne le 12 novembre 2024 »
    fn decision(&self, id: &str) -> String {
        let m = &self.messages;
        let reviewed = self.report.and_then(|report| {
            report.timeline.decisions.iter().find(|reviewed| reviewed.decision.id == id)
        });
        let why = reviewed.map(|reviewed| self.why(&reviewed.why)).unwrap_or_default();
        let why = if why.is_empty() { why } else { m.fill("report.why", &[("why", &why)]) };
        m.fill("report.review-line", &[("id", &plain(id)), ("verb", &self.verb(id)), ("why", &why)])
    }

    fn verb(&self, id: &str) -> String {
        let reviewed = self.report.and_then(|report| {
            report.timeline.decisions.iter().find(|reviewed| reviewed.decision.id == id)
        });
        reviewed
            .map(|r| self.messages.fill("report.verb", &[("verb", r.decision.verb.as_str())]))
            .unwrap_or_default()
    }

    /// The reason of a review, from the English words of its finding.
    fn why(&self, why: &str) -> String {
        let m = &self.messages;
        let date = |value: &str| {
            let date = plain(&m.date(value, None, Role::At));
            // « donne le mardi 5 mars », but « donne juin 2024 ».
            let is_day = Day::parse(value).is_some();
            if is_day { m.fill("date.day.the", &[("date", &date)]) } else { date }
        };
        if let Some(value) = why.strip_prefix("an independent source gives ") {
            m.fill("report.why-value", &[("value", &date(value))])
        } else if let Some((_, value)) = why.split_once(" now says ") {
            m.fill("report.why-changed", &[("value", &date(value))])
        } else if why.ends_with(" is gone") {
            m.text("report.why-gone").to_owned()
        } else {
            plain(why)
        }
    }

    /// Findings other than conflicts and decisions, at or above a severity.
    fn findings(&self, least: Severity) -> impl Iterator<Item = &Finding> {
        self.report.into_iter().flat_map(|report| report.findings).filter(move |f| {
            f.counts()
                && f.conflict.is_none()
                && f.severity >= least
                && !f.rule.as_str().starts_with("FR-D")
        })
    }

    fn to_mend(&self, page: &mut Page) {
        let m = &self.messages;
        let lines: Vec<String> = self
            .findings(Severity::Warning)
            .filter(|finding| !self.news || finding.new == Some(true))
            .take(LINES)
            .map(|finding| {
                let rule = m.text(&format!("report.rule.{}", finding.rule));
                let place = finding.locations.first();
                let line = place.and_then(|p| p.line).map(|n| format!(":{n}")).unwrap_or_default();
                let file = place.map(|p| {
                    format!(
                        "`{}{line}`{}",
                        super::text::one_line(&p.file).replace('`', "'"),
                        m.text("typography.colon")
                    )
                });
                let quote = place.and_then(|p| p.quote.as_deref());
                let quote = quote.map(|q| format!(" {}", self.quoted(q))).unwrap_or_default();
                format!("- {}{rule}{quote} ({})", file.unwrap_or_default(), finding.rule)
            })
            .collect();
        if !lines.is_empty() {
            page.list(&format!("**{}**\n", m.text("report.to-mend")), &lines, "");
        }
    }

    fn events(&self, page: &mut Page) {
        let events = &self.delta.events;
        let new = events.new.iter().map(|event| self.new_event(event)).collect();
        self.details(page, "events-new", new);
        let (dates, others): (Vec<_>, Vec<_>) =
            events.changed.iter().partition(|change| change.date.is_some());
        let dates = dates.into_iter().map(|change| self.changed(change)).collect();
        self.details(page, "dates-changed", dates);
        let others = others.into_iter().map(|change| self.changed(change)).collect();
        self.details(page, "events-changed", others);
        let gone = events.gone.iter().map(|event| {
            let heir = event.into.as_ref().and_then(|id| self.head.events.get(id));
            let into = heir.map(|heir| {
                let title = plain(&heir.title);
                format!(", {}", self.messages.fill("report.merged", &[("title", &title)]))
            });
            format!("- {}{}", self.dated(event), into.unwrap_or_default())
        });
        self.details(page, "events-gone", gone.collect());
    }

    fn conflicts_over(&self, page: &mut Page) {
        let line = |conflict: &ConflictNews| {
            let state = serde_json::to_value(conflict.state).unwrap_or_default();
            let state = format!("report.state.{}", state.as_str().unwrap_or("open"));
            let (values, _) = self.sides(conflict);
            let args = [("state", self.messages.text(&state)), ("values", &values)];
            let titles: Vec<String> = conflict.events.iter().map(|e| plain(&e.title)).collect();
            format!("- {} ({})", titles.join(" ; "), self.messages.fill("report.settled-as", &args))
        };
        self.details(page, "settled", self.delta.conflicts.settled.iter().map(line).collect());
        self.details(page, "gone", self.delta.conflicts.gone.iter().map(line).collect());
    }

    /// What was passed over in the articles that were added.
    fn ignored(&self, page: &mut Page) {
        let Some(report) = self.report else { return };
        let added: BTreeSet<&ArticleId> = self.delta.articles.added.iter().collect();
        let mut kinds: BTreeMap<NoiseKind, usize> = BTreeMap::new();
        for article in report.articles.iter().filter(|a| added.contains(&a.article.id)) {
            for noise in article.article.blocks.iter().filter_map(|block| block.noise.as_ref()) {
                *kinds.entry(noise.kind).or_default() += 1;
            }
        }
        let lines: Vec<String> = kinds
            .iter()
            .map(|(kind, n)| {
                let kind = serde_json::to_value(kind).unwrap_or_default();
                let key = format!("report.noise.{}", kind.as_str().unwrap_or("furniture"));
                format!("- {}", self.messages.count(&key, *n))
            })
            .collect();
        if !lines.is_empty() {
            self.folded(page, "ignored", kinds.values().sum(), &lines);
        }
    }

    fn details(&self, page: &mut Page, key: &str, mut lines: Vec<String>) {
        let n = lines.len();
        if n == 0 {
            return;
        }
        lines.truncate(LINES);
        if n > LINES {
            lines.push(format!("- {}", self.messages.count("report.more", n - LINES)));
        }
        self.folded(page, key, n, &lines);
    }

    fn folded(&self, page: &mut Page, key: &str, n: usize, lines: &[String]) {
        let n = self.messages.number(n as i64);
        let title = self.messages.fill(&format!("report.list.{key}"), &[("n", &n)]);
        let head = format!("<details><summary>{title}</summary>\n");
        page.list(&head, lines, "\n</details>");
    }

    fn new_event(&self, event: &EventState) -> String {
        let mut line = format!("- {}", self.dated(event));
        let (sources, quote) = self.sources(event);
        line += &format!(" ({sources})");
        if let Some(quote) = quote {
            line += &format!("{}{}", self.messages.text("typography.colon"), self.quoted(&quote));
        }
        line
    }

    fn changed(&self, change: &EventChange) -> String {
        let m = &self.messages;
        let mut parts = Vec::new();
        if let Some(date) = &change.date {
            let word = |value: &Option<String>| match value {
                Some(value) => plain(&m.short_date(value, None)),
                None => m.text("report.unknown-date").to_owned(),
            };
            let args = [("from", word(&date.from)), ("to", word(&date.to))];
            let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
            parts.push(m.fill("report.change.date", &args));
        }
        if let Some(title) = &change.title {
            let word = |value: &Option<String>| plain(value.as_deref().unwrap_or_default());
            let args = [("from", word(&title.from)), ("to", word(&title.to))];
            let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
            parts.push(m.fill("report.change.title", &args));
        }
        for (key, articles) in [
            ("articles-added", &change.articles_added),
            ("articles-removed", &change.articles_removed),
        ] {
            if !articles.is_empty() {
                let names: Vec<String> = articles.iter().map(|id| self.source(id)).collect();
                let names = m.list(&names, "typography.list-and");
                parts.push(m.fill(&format!("report.change.{key}"), &[("articles", &names)]));
            }
        }
        let colon = m.text("typography.colon");
        format!("- {}{colon}{}", self.event_link(&change.event), parts.join(", "))
    }

    /// « 11 novembre 2024 : Signature de l’accord »
    fn dated(&self, event: &EventState) -> String {
        let m = &self.messages;
        let date = match &event.date {
            Some(value) => plain(&m.short_date(value, None)),
            None => m.text("report.unknown-date").to_owned(),
        };
        format!("**{date}**{}{}", m.text("typography.colon"), self.event_link(event))
    }

    /// The title, with a link to the page where it is known.
    fn event_link(&self, event: &EventState) -> String {
        let title = plain(&short(&event.title, QUOTE));
        match self.report.and_then(|report| report.base_url) {
            Some(url) => format!("[{title}]({url}/e/{}/index.html)", event.id.0),
            None => title,
        }
    }

    /// Who tells of an event, and its words in the first article.
    fn sources(&self, event: &EventState) -> (String, Option<String>) {
        let mut names: Vec<String> = event.articles.iter().map(|id| self.source(id)).collect();
        names.dedup();
        let names = self.messages.list(&names, "typography.list-and");
        (names, self.report.and_then(|report| quote(report, &event.id)))
    }

    /// The name of an article's outlet, or its id.
    fn source(&self, id: &ArticleId) -> String {
        let article = self.report.and_then(|report| {
            let at = report.articles.binary_search_by(|a| a.article.id.cmp(id)).ok()?;
            Some(&report.articles[at].article)
        });
        match article {
            Some(article) => {
                plain(article.meta.source_name.as_deref().unwrap_or(&article.meta.source))
            }
            None => plain(id.as_str()),
        }
    }

    fn quoted(&self, text: &str) -> String {
        let m = &self.messages;
        let [open, close] = ["open", "close"].map(|end| m.text(&format!("typography.quote-{end}")));
        format!("{open}{}{close}", plain(&short(text, QUOTE)))
    }

    /// The rules that speak here.
    fn rules(&self) -> Vec<&'static str> {
        let mut rules: BTreeSet<&'static str> =
            self.delta.conflicts.new.iter().map(|conflict| rule_of(conflict.kind)).collect();
        if !self.delta.decisions.to_review.is_empty() {
            rules.insert("FR-D301");
        }
        let mends = self.findings(Severity::Warning);
        rules.extend(mends.filter(|f| !self.news || f.new == Some(true)).map(|f| f.rule.as_str()));
        rules.into_iter().collect()
    }
}

/// The sentence that an event was minted from.
fn quote(report: &Report<'_>, id: &EventId) -> Option<String> {
    let at = report.timeline.events.binary_search_by(|event| event.id.cmp(id)).ok()?;
    let place = report.timeline.mentions.get(&report.timeline.events[at].event.founding)?;
    let article: &AnnotatedArticle = report.articles.get(place.article)?;
    let mention = article.mentions.get(place.mention)?;
    Some(mention.span.slice(&article.article.text).to_owned())
}
