//! How fast `frise tag` is, in bytes of text, against two floors in the same run: a pass of
//! aho-corasick over words that can start a date, and the validation of UTF-8.

use aho_corasick::AhoCorasick;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use frise::timex::tag::jsonl;
use std::time::Instant;

fn main() {
    divan::main();
    if std::env::args().any(|arg| arg == "--bench") {
        compare();
    }
}

/// The tagger beside the floor of the trigger words, in turns, so that both meet the same
/// machine: megabytes of JSON Lines in a second, the best and the median of the rounds.
#[allow(clippy::print_stdout, reason = "a bench tells what it measured")]
fn compare() {
    const ROUNDS: usize = 31;
    let automaton = automaton();
    for (name, lines) in
        [("dated", lines(DATED, 64)), ("undated", lines(UNDATED, 64)), ("demo", demo())]
    {
        let bytes: usize = lines.iter().map(String::len).sum();
        let mut out = Vec::with_capacity(bytes * 4);
        let mut speeds = [Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            let start = Instant::now();
            out.clear();
            for line in &lines {
                jsonl(black_box(line), None, &mut out).expect("a vector takes all");
            }
            let tagged = start.elapsed();
            let start = Instant::now();
            black_box(triggers(&automaton, &lines));
            for (speeds, time) in speeds.iter_mut().zip([tagged, start.elapsed()]) {
                speeds.push(bytes as f64 / time.as_secs_f64() / 1e6);
            }
        }
        speeds.iter_mut().for_each(|speeds| speeds.sort_by(f64::total_cmp));
        let [tagger, floor] = speeds.map(|speeds| (speeds[ROUNDS - 1], speeds[ROUNDS / 2]));
        println!(
            "{name:8} tag {:.0} MB/s (median {:.0}), floor {:.0} (median {:.0}), ratio {:.2}",
            tagger.0,
            tagger.1,
            floor.0,
            floor.1,
            tagger.1 / floor.1
        );
    }
}

/// The articles of the demo in pieces of about 4 kB: less alike than the passages below, which
/// a processor learns by heart.
#[expect(clippy::disallowed_methods, reason = "this is no stage")]
fn demo() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/content/articles");
    let files = std::fs::read_dir(folder).expect("the demo has articles");
    let mut paths: Vec<_> = files.flatten().map(|file| file.path()).collect();
    paths.sort();
    let texts = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let text: String = texts.collect();
    let mut pieces = vec![String::new()];
    for line in text.lines() {
        if pieces.last().is_some_and(|piece| piece.len() > 4000) {
            pieces.push(String::new());
        }
        pieces.last_mut().into_iter().for_each(|piece| *piece += &format!("{line}\n"));
    }
    let request =
        |text| serde_json::json!({ "id": 1, "text": text, "ref": "2024-11-12" }).to_string();
    pieces.into_iter().map(request).collect()
}

/// Passages of our own, with one expression for about 300 bytes.
const DATED: &[&str] = &[
    "Le préfet a signé l’arrêté le lundi 11 novembre 2024, après plusieurs réunions avec les riverains du canal et les services de l’État, qui demandaient des garanties sur le bruit, la poussière et le passage des camions dans les rues étroites du bourg. Les associations, elles, dénoncent un projet mal préparé et promettent de saisir le tribunal administratif.",
    "« Nous avons reçu la lettre hier matin », explique la maire, qui réunira le conseil dans la salle des fêtes du village avec les habitants du quartier et les représentants de la région. Elle assure que rien n’est décidé et que la parole de chacun sera entendue, même si les finances de la commune ne laissent guère de choix.",
    "Depuis trois ans, la commune cherche un repreneur pour la scierie, fermée en juin 2021 alors que les commandes étaient encore nombreuses et les machines presque neuves. Plusieurs candidats se sont présentés, sans succès, et les anciens salariés, partis travailler ailleurs, ne croient plus guère à une reprise de l’activité.",
    "Les travaux, prévus du 3 au 28 mars, ont commencé avec du retard à cause du gel et de l’absence de plusieurs ouvriers, et l’entreprise a demandé une rallonge que le département refuse de payer. Les riverains, eux, se plaignent du bruit des engins et de la boue laissée sur la chaussée par les camions de passage.",
    "La semaine dernière, une centaine de personnes ont manifesté devant la gare, sans incident, pour demander le maintien de la ligne et des guichets. Les élus de tous bords avaient ceint leur écharpe et promis de porter la question devant le ministre, qui n’a pas encore répondu à leur demande de rendez-vous.",
];

/// Sentences without a date.
const UNDATED: &[&str] = &[
    "Le préfet a signé l’arrêté après de longs échanges avec les riverains du canal et les services de l’État, sans répondre aux questions de la presse.",
    "« Nous avons reçu la lettre », explique la maire, qui réunira le conseil dans la salle des fêtes du village avec les habitants du quartier.",
    "La commune cherche un repreneur pour la scierie, fermée alors que les commandes étaient encore nombreuses et les machines presque neuves.",
];

/// Requests of about 4 kB of text.
fn lines(sentences: &[&str], count: usize) -> Vec<String> {
    let article = |n: usize| {
        let mut text = String::new();
        for index in 0.. {
            if text.len() > 4000 {
                break;
            }
            text.push_str(sentences[(index + n) % sentences.len()]);
            text.push(if index % 4 == 3 { '\n' } else { ' ' });
        }
        serde_json::json!({ "id": n, "text": text, "ref": "2024-11-12" }).to_string()
    };
    (0..count).map(article).collect()
}

fn tag(bencher: Bencher<'_, '_>, lines: &[String]) {
    let bytes: usize = lines.iter().map(String::len).sum();
    let mut out = Vec::with_capacity(bytes * 4);
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        out.clear();
        for line in lines {
            jsonl(black_box(line), None, &mut out).expect("a vector takes all");
        }
        out.len()
    });
}

#[divan::bench]
fn articles_with_dates(bencher: Bencher<'_, '_>) {
    tag(bencher, &lines(DATED, 256));
}

#[divan::bench]
fn articles_without_dates(bencher: Bencher<'_, '_>) {
    tag(bencher, &lines(UNDATED, 256));
}

/// Lines that make rules begin and fail at every word.
const HOSTILE: [&str; 7] = [
    "le le le 11 11 11 ",
    "du 1 au du 2 au ",
    "un et un, et deux ",
    "trente-vingt-cent-mille-",
    "1 234 567, 1/2/3/4 - ",
    "les 1, 2, 3, 4, ",
    "( « à la fin de ",
];

/// The second is ten times as long as the first: the time must grow as much.
#[divan::bench(args = [5, 50], sample_count = 3, sample_size = 1)]
fn one_hostile_line(bencher: Bencher<'_, '_>, megabytes: usize) {
    let text = HOSTILE[0].repeat(megabytes * 1_000_000 / HOSTILE[0].len());
    tag(bencher, &[serde_json::json!({ "id": 1, "text": text }).to_string()]);
}

#[divan::bench(args = HOSTILE, sample_count = 3, sample_size = 1)]
fn hostile_lines(bencher: Bencher<'_, '_>, words: &str) {
    let text = words.repeat(1_000_000 / words.len());
    tag(bencher, &[serde_json::json!({ "id": 1, "text": text }).to_string()]);
}

#[divan::bench]
fn floor_aho_corasick(bencher: Bencher<'_, '_>) {
    let lines = lines(DATED, 256);
    let bytes: usize = lines.iter().map(String::len).sum();
    let automaton = automaton();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| triggers(&automaton, &lines));
}

#[divan::bench]
fn floor_utf8(bencher: Bencher<'_, '_>) {
    let lines = lines(DATED, 256);
    let bytes: usize = lines.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        lines.iter().filter(|line| std::str::from_utf8(black_box(line.as_bytes())).is_ok()).count()
    });
}

/// An automaton of words that most expressions hold.
fn automaton() -> AhoCorasick {
    AhoCorasick::new(TRIGGERS).expect("the words make an automaton")
}

fn triggers(automaton: &AhoCorasick, lines: &[String]) -> usize {
    lines.iter().map(|line| automaton.find_iter(black_box(line.as_str())).count()).sum()
}

const TRIGGERS: &[&str] = &[
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "hier",
    "demain",
    "aujourd",
    "veille",
    "lendemain",
    "semaine",
    "mois",
    "année",
    "an ",
    "ans",
    "jour",
    "heure",
    "minute",
    "seconde",
    "matin",
    "soir",
    "nuit",
    "midi",
    "minuit",
    "siècle",
    "trimestre",
    "semestre",
    "printemps",
    "été",
    "automne",
    "hiver",
    "week",
    "dernier",
    "dernière",
    "prochain",
    "prochaine",
    "passé",
    "suivant",
    "précédent",
    "depuis",
    "pendant",
    "durant",
    "il y a",
    "dans",
    "Noël",
    "Pâques",
    "Toussaint",
    "décennie",
    "début",
    "fin",
    "milieu",
    "mi-",
    "19",
    "20",
    "11",
    "12",
    "13",
    "chaque",
    "tous les",
    "toutes les",
    "plus tard",
    "auparavant",
    "même",
    "bientôt",
];
