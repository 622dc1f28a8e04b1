//! The pages of a site, one after the other.

use super::calendar::Slot;
use super::i18n::Messages;
use super::inputs::Inputs;
use super::kit::Kit;
use super::model::{Model, visible};
use super::pages;
use super::templates::{Shared, Templates};
use super::view::{self, Alternate, Link};
use super::{OutputFile, Print, RenderError, SiteInput, Standing, downloads, feed, search};
use crate::review::TimelineEvent;
use serde::Serialize;
use std::ops::Deref;

/// Takes a file of the site.
pub(crate) type Emit<'e> = dyn FnMut(OutputFile) -> Result<(), RenderError> + 'e;

/// Files that belong together, or why they cannot be made.
pub type Made = Result<Vec<OutputFile>, RenderError>;

/// Makes `count` batches of files, in any order or at once, and hands each to the taker in the
/// order of their numbers.
///
/// A stage has no threads; who has them gives its own.
pub type Runner = fn(
    count: usize,
    make: &(dyn Fn(usize) -> Made + Sync),
    take: &mut dyn FnMut(Vec<OutputFile>) -> Result<(), RenderError>,
) -> Result<(), RenderError>;

/// The [`Runner`] that makes one batch after the other.
///
/// # Errors
/// The first of `make` or `take`.
pub fn one_by_one(
    count: usize,
    make: &(dyn Fn(usize) -> Made + Sync),
    take: &mut dyn FnMut(Vec<OutputFile>) -> Result<(), RenderError>,
) -> Result<(), RenderError> {
    (0..count).try_for_each(|number| take(make(number)?))
}

/// Makes every file of the site and hands each to `emit`, in an order that depends on the
/// input only. Pages that `standing` knows are handed on without their bytes.
///
/// # Errors
/// When a template cannot be rendered, a page of prose cannot be read, or `emit` refuses.
pub fn site(
    input: &SiteInput<'_>,
    templates: &Templates,
    runner: Runner,
    standing: &dyn Standing,
    emit: &mut dyn FnMut(OutputFile) -> Result<(), RenderError>,
) -> Result<(), RenderError> {
    let model = Model::new(input);
    let inputs = Inputs::of(&model);
    for (name, source) in templates.statics() {
        emit(OutputFile::new(format!("static/{name}"), source.clone().into_bytes()))?;
    }
    let first = input.settings.language.as_str();
    let second = input.settings.second_language.as_deref().filter(|second| *second != first);
    let data = Kit { model: &model, messages: templates.messages(first) };
    inputs.ask_all(runner);
    let sizes = downloads::data(data, (&inputs, standing), runner, emit)?;
    let mut printed = Vec::new();
    for language in std::iter::once(first).chain(second) {
        let messages = templates.messages(language);
        let prefix = if language == first { String::new() } else { format!("{language}/") };
        let kit = Kit { model: &model, messages };
        let site = site_view(&model, messages);
        let frame = Frame {
            kit,
            shared: templates.shared(&site),
            print: Print::shared(language, &(&site, input.settings)),
            standing,
            site,
            templates,
            inputs: &inputs,
            prefix,
            languages: (first, second),
        };
        let mut press = Press { frame, runner, printed: Vec::new(), emit: &mut *emit };
        pages::all(&mut press)?;
        feed::all(&mut press)?;
        search::print(&mut press)?;
        downloads::print(&mut press, &sizes)?;
        printed.append(&mut press.printed);
    }
    printed.retain(|path| path.ends_with("index.html") && !path.contains("integrer/"));
    for (path, text) in downloads::for_robots(input.settings.base_url.as_deref(), &printed) {
        emit(OutputFile::new(path, text.into_bytes()))?;
    }
    Ok(())
}

/// The page that servers show where there is none.
pub(crate) const NOT_FOUND: &str = "404.html";

/// A page before its template: where it is, what it is called and what it shows.
pub(crate) struct Sheet<'v, V: Serialize> {
    /// Path from the root of the language.
    pub(crate) path: String,
    /// Its template.
    pub(crate) template: &'static str,
    /// Its title.
    pub(crate) title: String,
    /// What it holds, in a sentence.
    pub(crate) description: Option<String>,
    /// Where it stands, home excepted.
    pub(crate) trail: Vec<Link>,
    /// The pages before and after it.
    pub(crate) around: (Option<Link>, Option<Link>),
    /// The page that it stands for, where that is another one.
    pub(crate) canonical: Option<String>,
    /// JSON-LD about it.
    pub(crate) json_ld: Option<serde_json::Value>,
    /// Its view and the name that the template knows it by.
    pub(crate) view: (&'static str, &'v V),
}

/// What every page of one language is printed with.
pub(crate) struct Frame<'a> {
    pub(crate) kit: Kit<'a>,
    pub(crate) site: view::Site,
    /// `site` as templates see it.
    shared: Shared,
    /// The print of language, site and settings.
    pub(crate) print: Print,
    pub(crate) standing: &'a dyn Standing,
    templates: &'a Templates,
    /// What events and articles are made of.
    pub(crate) inputs: &'a Inputs<'a>,
    prefix: String,
    languages: (&'a str, Option<&'a str>),
}

/// A [`Frame`], and where its pages go.
pub(crate) struct Press<'a, 'e> {
    frame: Frame<'a>,
    pub(crate) runner: Runner,
    /// Paths of the pages so far.
    printed: Vec<String>,
    emit: &'e mut Emit<'e>,
}

impl<'a> Deref for Press<'a, '_> {
    type Target = Frame<'a>;

    fn deref(&self) -> &Frame<'a> {
        &self.frame
    }
}

impl<'a> Press<'a, '_> {
    /// Prints a page.
    pub(crate) fn print<V: Serialize>(&mut self, sheet: Sheet<'_, V>) -> Result<(), RenderError> {
        let file = self.frame.page(sheet)?;
        self.printed.push(file.path.clone());
        (self.emit)(file)
    }

    /// Takes a file that was made already.
    pub(crate) fn take(&mut self, file: OutputFile) -> Result<(), RenderError> {
        self.printed.push(file.path.clone());
        (self.emit)(file)
    }

    /// [`Press::print_each`], for many items of a small page each: few of them are made in one go.
    pub(crate) fn print_many<T: Sync>(
        &mut self,
        items: &[T],
        make: impl Fn(&Frame<'a>, &T) -> Made + Sync,
    ) -> Result<(), RenderError> {
        const FEW: usize = 8;
        let groups: Vec<&[T]> = items.chunks(FEW).collect();
        self.print_each(&groups, |frame, group| {
            let mut files = Vec::with_capacity(group.len());
            for item in *group {
                files.append(&mut make(frame, item)?);
            }
            Ok(files)
        })
    }

    /// Prints the pages that `make` gives for each of `items`, in their order; several may be
    /// made at once.
    pub(crate) fn print_each<T: Sync>(
        &mut self,
        items: &[T],
        make: impl Fn(&Frame<'a>, &T) -> Made + Sync,
    ) -> Result<(), RenderError> {
        let Press { frame, runner, printed, emit } = self;
        let one = |number: usize| make(frame, &items[number]);
        runner(items.len(), &one, &mut |files| {
            files.into_iter().try_for_each(|file| {
                printed.push(file.path.clone());
                emit(file)
            })
        })
    }
}

impl Frame<'_> {
    /// Makes a page, unless it stands.
    pub(crate) fn page<V: Serialize>(
        &self,
        sheet: Sheet<'_, V>,
    ) -> Result<OutputFile, RenderError> {
        let page = self.view(&sheet);
        let print = Print::of(self.print, sheet.template, &(&page, sheet.view));
        self.made(page, print, sheet.template, || sheet.view)
    }

    /// A file of this language that no template makes.
    pub(crate) fn file(&self, path: &str, text: String) -> OutputFile {
        OutputFile::new(self.path(path), text.into_bytes())
    }

    /// The path of a file of this language from the root of the site.
    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// Makes a page that lists events, with their quotes or without, unless it stands. The
    /// view of `sheet` is whole but for what `fill` adds, which tells these events and
    /// nothing else: that is done only where the page is made.
    pub(crate) fn list<V: Serialize + Clone>(
        &self,
        sheet: Sheet<'_, V>,
        (events, quotes): (&[(Slot, &TimelineEvent)], bool),
        fill: impl FnOnce(&mut V),
    ) -> Result<OutputFile, RenderError> {
        let page = self.view(&sheet);
        let told: Vec<(Slot, Print)> =
            events.iter().map(|(slot, event)| (*slot, self.inputs.event(event))).collect();
        let print = Print::of(self.print, sheet.template, &(&page, sheet.view, quotes, told));
        self.made(page, print, sheet.template, || {
            let (key, view) = sheet.view;
            let mut view = view.clone();
            fill(&mut view);
            (key, view)
        })
    }

    /// Makes a file, unless one that was made of the same `inputs` stands; only then is `make`
    /// called. It may use nothing that is not in them, in the settings or in the words of the
    /// interface.
    pub(crate) fn made_of(
        &self,
        path: &str,
        inputs: &impl Serialize,
        make: impl FnOnce() -> Result<OutputFile, RenderError>,
    ) -> Result<OutputFile, RenderError> {
        let print = Print::of(self.print, path, inputs);
        let path = self.path(path);
        if self.standing.stands(&path, print) {
            return Ok(OutputFile::standing(path, print));
        }
        Ok(OutputFile { print: Some(print), ..make()? })
    }

    /// Makes a page, for [`Frame::made_of`].
    pub(crate) fn plain<V: Serialize>(
        &self,
        sheet: Sheet<'_, V>,
    ) -> Result<OutputFile, RenderError> {
        self.rendered(self.view(&sheet), sheet.template, sheet.view)
    }

    fn made<V: Serialize>(
        &self,
        page: view::Page,
        print: Print,
        template: &'static str,
        view: impl FnOnce() -> (&'static str, V),
    ) -> Result<OutputFile, RenderError> {
        if self.standing.stands(&page.path, print) {
            return Ok(OutputFile::standing(page.path, print));
        }
        let (key, view) = view();
        Ok(OutputFile { print: Some(print), ..self.rendered(page, template, (key, &view))? })
    }

    fn rendered<V: Serialize>(
        &self,
        page: view::Page,
        template: &'static str,
        view: (&'static str, &V),
    ) -> Result<OutputFile, RenderError> {
        let language = self.kit.messages.language();
        let text = self.templates.render(language, template, (&self.shared, &page), view)?;
        Ok(OutputFile::new(page.path, text.into_bytes()))
    }

    /// Whether this is the language at the root of the site.
    pub(crate) fn is_first(&self) -> bool {
        self.prefix.is_empty()
    }

    /// The full address of `path`, where that of the site is known.
    pub(crate) fn address(&self, path: &str) -> Option<String> {
        let base = self.kit.model.input.settings.base_url.as_deref()?.trim_end_matches('/');
        let path = path.strip_suffix("index.html").unwrap_or(path);
        Some(format!("{base}/{}{path}", self.prefix))
    }

    /// The path of the site on its host, `/` or `/frise/`, where its address is known.
    fn base_path(&self) -> Option<String> {
        let base = self.kit.model.input.settings.base_url.as_deref()?;
        let (_, host) = base.split_once("://")?;
        let path = host.trim_end_matches('/').split_once('/').map_or("", |(_, path)| path);
        Some(if path.is_empty() { "/".to_owned() } else { format!("/{path}/") })
    }

    fn view<V: Serialize>(&self, sheet: &Sheet<'_, V>) -> view::Page {
        let mut root = "../".repeat(sheet.path.matches('/').count());
        let mut base = if self.is_first() { root.clone() } else { format!("../{root}") };
        // A server shows this page in the place of any other, however deep: only from the root
        // of the host are its links right.
        if let Some(path) = self.base_path().filter(|_| sheet.path == NOT_FOUND) {
            root = format!("{path}{}", self.prefix);
            base = path;
        }
        let (first, second) = self.languages;
        let languages = std::iter::once(first).chain(second);
        let alternates = languages.filter(|_| second.is_some()).map(|language| {
            let prefix = if language == first { String::new() } else { format!("{language}/") };
            Alternate {
                language: language.to_owned(),
                name: self.kit.messages.text(&format!("language.{language}")).to_owned(),
                path: format!("{prefix}{}", sheet.path),
            }
        });
        let json_ld = sheet.json_ld.as_ref().map(|value| {
            // Inside `script`, « </ » and « <!-- » would end or comment it out.
            visible(&value.to_string()).replace('<', "\\u003c")
        });
        view::Page {
            title: sheet.title.clone(),
            description: sheet.description.clone(),
            canonical: self.address(sheet.canonical.as_ref().unwrap_or(&sheet.path)),
            path: format!("{}{}", self.prefix, sheet.path),
            here: sheet.path.clone(),
            root,
            base,
            alternates: alternates.collect(),
            previous: sheet.around.0.clone(),
            next: sheet.around.1.clone(),
            trail: sheet.trail.clone(),
            json_ld,
        }
    }
}

fn site_view(model: &Model<'_>, messages: &Messages) -> view::Site {
    let settings = model.input.settings;
    let link = |key: &str, path: &str| Link::new(messages.text(&format!("nav.{key}")), path);
    let nav = vec![
        link("home", "index.html"),
        link("conflicts", "conflits/index.html"),
        link("planned", "prevu/index.html"),
        link("actors", "acteurs/index.html"),
        link("places", "lieux/index.html"),
        link("sources", "sources/index.html"),
        link("search", "recherche/index.html"),
    ];
    let written = model.input.pages;
    let method = (!written.iter().any(|page| page.slug == pages::METHOD))
        .then(|| link("method", "methode/index.html"));
    let foot = written
        .iter()
        .map(|page| Link::new(pages::prose_title(page), format!("{}/index.html", page.slug)))
        .chain(method)
        .chain([
            link("articles", "articles/index.html"),
            link("undated", "sans-date/index.html"),
            link("changes", "changements/index.html"),
            link("corrections", "corrections/index.html"),
            link("left-out", "hors-periode/index.html"),
            link("downloads", "donnees/index.html"),
        ]);
    view::Site {
        title: settings.title.clone(),
        description: settings.description.clone(),
        language: messages.language().to_owned(),
        base_url: settings.base_url.clone(),
        nav,
        foot: foot.collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::mention::Status;
    use crate::render::testing::{Story, files, hostile, long, story};
    use crate::render::{Fresh, one_by_one, site};
    use std::collections::BTreeMap;

    /// The values of every `name="…"` of a page.
    fn attributes<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
        let opening = format!(" {name}=\"");
        html.split(&opening).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    /// The path that `href` on the page at `from` leads to.
    fn resolved(from: &str, href: &str) -> String {
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        for part in href.split('/') {
            match part {
                ".." => {
                    assert!(parts.pop().is_some(), "{from}: {href} leaves the site");
                }
                "." => {}
                part => parts.push(part),
            }
        }
        parts.join("/")
    }

    fn bilingual() -> Story {
        let mut story = story();
        story.settings.second_language = Some("en".to_owned());
        story
    }

    #[test]
    fn every_internal_link_names_a_file_that_is_there_and_an_anchor_that_it_has() {
        let files = files(&bilingual());
        for (path, html) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
            for href in attributes(html, "href").into_iter().chain(attributes(html, "src")) {
                if href.starts_with("https://") {
                    continue;
                }
                let (file, anchor) = href.split_once('#').unwrap_or((href, ""));
                let target = if file.is_empty() { path.clone() } else { resolved(path, file) };
                let found = files.get(&target);
                assert!(found.is_some(), "{path}: {href} leads to {target}, which is not there");
                if !anchor.is_empty() {
                    let ids = attributes(found.unwrap(), "id");
                    assert!(ids.contains(&anchor), "{path}: {target} has no #{anchor}");
                }
            }
        }
    }

    #[test]
    fn words_of_another_language_than_the_page_are_marked() {
        let mut story = bilingual();
        story.timeline.events[0].aliases = vec![crate::review::EventId("e-0alias0000".to_owned())];
        let files = files(&story);
        let mut seen = 0;
        for (path, html) in files.iter().filter(|(path, _)| path.starts_with("en/")) {
            for title in ["Traité de coopération signé", "Ratification du traité"] {
                for (at, _) in html.match_indices(&format!(">{title}</")) {
                    // The element, or the heading around it.
                    let opening = html[..at].rsplit('<').take(2).collect::<Vec<_>>().concat();
                    let is_marked = opening.contains(" lang=\"fr\"");
                    // What the head of a page holds has no language of its own.
                    assert!(is_marked || opening.starts_with("title"), "{path}: {opening}");
                    seen += usize::from(is_marked);
                }
            }
        }
        assert!(seen > 20, "{seen} titles");
    }

    #[test]
    fn the_page_for_wrong_addresses_finds_its_way_from_any_depth() {
        for (address, root) in [
            (None, ""),
            (Some("https://frise.example"), "/"),
            (Some("https://frise.example/a/b/"), "/a/b/"),
        ] {
            let mut story = bilingual();
            story.settings.base_url = address.map(str::to_owned);
            let files = files(&story);
            let page = &files["404.html"];
            for link in ["static/frise.css", "index.html", "recherche/index.html"] {
                assert!(page.contains(&format!("href=\"{root}{link}\"")), "{root}: {page}");
            }
            let other = if root.is_empty() { "" } else { "en/" };
            let english = format!("href=\"{root}{other}index.html\"");
            assert!(files["en/404.html"].contains(&english), "{english}");
        }
    }

    #[test]
    fn full_articles_lead_to_their_timeml() {
        let mut story = story();
        story.settings.text = crate::render::TextShown::Full;
        let files = files(&story);
        let id = story.articles[0].article.id.as_str();
        let page = &files[&format!("articles/{id}/index.html")];
        assert!(page.contains(&format!("href=\"../../donnees/timeml/{id}.tml\"")), "{page}");
        assert!(files.contains_key(&format!("donnees/timeml/{id}.tml")));
    }

    #[test]
    fn ids_are_unique_on_every_page() {
        for (path, html) in files(&story()) {
            let mut ids = attributes(&html, "id");
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "{path}");
        }
    }

    #[test]
    fn the_same_input_gives_the_same_files() {
        assert_eq!(files(&story()), files(&story()));
    }

    #[test]
    fn no_page_has_inline_script_or_style_or_asks_another_host() {
        for (path, html) in files(&hostile()).into_iter().filter(|(p, _)| p.ends_with(".html")) {
            let scripts = html.matches("<script").count();
            let sourced = html.matches("<script src=").count();
            let data = html.matches("<script type=\"application/ld+json\">").count();
            assert_eq!(scripts, sourced + data, "{path}");
            assert!(!html.contains(" style=") && !html.contains("<style"), "{path}");
            for src in attributes(&html, "src") {
                assert!(!src.contains("//"), "{path}: {src}");
            }
            assert!(html.contains("default-src 'none'; style-src 'self'"), "{path}");
        }
    }

    #[test]
    fn hostile_text_is_inert_in_every_file() {
        for (path, text) in files(&hostile()) {
            let markup = path.ends_with(".html") || path.ends_with(".xml");
            if markup {
                assert!(!text.contains("<script>alert"), "{path}");
                assert!(!text.contains("<img"), "{path}");
                assert!(!text.contains(['\u{202e}', '\u{2066}', '\0']), "{path}");
            }
            for href in attributes(&text, "href") {
                let plain = !href.contains(':') || href.starts_with("https://");
                assert!(plain, "{path}: {href}");
            }
        }
    }

    #[test]
    fn a_site_without_events_has_its_pages() {
        let files: BTreeMap<String, String> = files(&Story::new("Vide"));
        for path in ["index.html", "sans-date/index.html", "conflits/index.html", "404.html"] {
            assert!(files.contains_key(path), "{path}");
        }
    }

    #[test]
    fn a_template_error_names_the_variables_there_are() {
        let broken = ("event.html".to_owned(), "{{ event.nothing }}".to_owned());
        let templates = crate::render::templates(&[broken]).unwrap();
        let story = story();
        let error =
            site(&story.input(), &templates, one_by_one, &Fresh, &mut |_| Ok(())).unwrap_err();
        let words = error.to_string();
        assert!(words.starts_with("template event.html, line 1: "), "{words}");
        assert!(
            words.contains("event.title, event.lang, event.when") && words.contains("site.title"),
            "{words}"
        );
    }

    #[test]
    fn many_events_keep_every_page_in_its_budget() {
        keeps_its_budgets(&long(1300, 330));
    }

    #[test]
    fn many_years_keep_every_page_in_its_budget_and_their_months_on_their_pages() {
        let story = long(600, 11_000);
        keeps_its_budgets(&story);
        let files = files(&story);
        let months = files.keys().filter(|path| path.starts_with("20") && path.len() == 18);
        for month in months.collect::<Vec<_>>() {
            let (year, inner) = month.split_at(5);
            let links = &files[&format!("{year}index.html")];
            assert!(links.contains(&format!("href=\"../{year}{inner}\"")), "{month}");
            assert!(files["index.html"].contains(&format!("href=\"{year}index.html\"")), "{year}");
        }
    }

    #[test]
    fn a_source_of_many_articles_lists_them_all() {
        let mut story = Story::new("Un seul journal");
        for n in 0..250 {
            let sentence = format!("Le 3 mai 2014, la délégation numéro {n} a signé un accord.");
            let article = story.add(&format!("a{n}.txt"), "Le Phare", "2014-05-04", &sentence);
            let when = ("3 mai 2014", "2014-05-03");
            let mention = story.mention(article, &sentence, when, Status::Asserted);
            story.event(&format!("e-{n:010}"), &sentence, "2014-05-03", &[&mention]);
        }
        keeps_its_budgets(&story);
        let files = files(&story);
        let first = "sources/le-phare/articles/index.html";
        assert!(
            files["sources/le-phare/index.html"]
                .contains("href=\"../../sources/le-phare/articles/index.html\"")
        );
        let pages = files.iter().filter(|(path, _)| path.starts_with("sources/le-phare/articles/"));
        let lists: String = pages.map(|(_, html)| html.as_str()).collect();
        let second = "href=\"../../../sources/le-phare/articles/pages/2/index.html\"";
        assert!(files[first].contains(second));
        for n in 0..250 {
            assert!(lists.contains(&format!("articles/a{n}/index.html")), "{n}");
        }
    }

    fn keeps_its_budgets(story: &Story) {
        let files = files(story);
        for (path, html) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
            let budget = match path.as_str() {
                "index.html" => 60_000,
                path if path.contains("/impression/") => 1_500_000,
                path if path.starts_with("20") || path.starts_with("sources/") => 120_000,
                path if path.starts_with("e/") => 30_000,
                path if path.starts_with("articles/article") => 60_000,
                _ => 200_000,
            };
            assert!(html.len() <= budget, "{path}: {} bytes", html.len());
            if (path.starts_with("20") || path.starts_with("sources/"))
                && !path.contains("/impression/")
            {
                let nodes = html.matches('<').count() - html.matches("</").count();
                assert!(nodes <= 2_500, "{path}: {nodes} nodes");
            }
        }
        let css = files["static/frise.css"].len();
        let js = files["static/frise.js"].len();
        assert!(css < 30_000 && js < 30_000, "{css} bytes of style, {js} of script");
    }
}
