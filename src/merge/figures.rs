//! Whether two figures speak of the same thing, and whether both can hold.

use super::config::ONE;
use crate::mention::Figure;

/// Exact figures below this are compared as they are.
const SMALL: i64 = 20;
/// Ratio from which two exact figures differ, in 1/10,000.
const EXACT_RATIO: i64 = 11_000;
/// Ratio from which an approximate figure differs from another.
const LOOSE_RATIO: i64 = 12_500;

/// Whether two figures count the same thing in the same way.
pub(super) fn comparable(a: &Figure, b: &Figure) -> bool {
    // « 205 emplois » and « 250 salariés »
    let jobs = |a: &Figure, b: &Figure| a.unit == "job" && b.unit == "worker";
    (kind(a) == kind(b) || jobs(a, b) || jobs(b, a))
        && a.scale == b.scale
        && !DISTANCES.contains(&a.unit.as_str())
        && !a.subset
        && !b.subset
        && a.cumulative == b.cumulative
}

/// People by one name or another, whoever counts them.
const PEOPLE: &[&str] = &[
    "person",
    "demonstrator",
    "man",
    "woman",
    "striker",
    "worker",
    "soldier",
    "sailor",
    "prisoner",
    "hostage",
    "member",
    "evacuee",
];

/// Units that mostly say where something lies: « à 130 km au sud-ouest de Tripoli ».
const DISTANCES: &[&str] = &["kilometre", "metre"];

/// How the units begin that measure how long something lasts by a decision.
const TERM: &str = "term-";

/// The name under which a figure is compared: people who were killed are dead.
pub(super) fn kind(figure: &Figure) -> &str {
    let anyone = matches!(figure.unit.as_str(), "person" | "demonstrator");
    match figure.predicate.as_deref().filter(|_| anyone) {
        Some("kill") => "dead",
        Some("injure") => "injured",
        Some("disappear") => "missing",
        _ if PEOPLE.contains(&figure.unit.as_str()) => "person",
        _ => &figure.unit,
    }
}

/// Whether no number satisfies both, beyond what rounding allows.
pub(super) fn incompatible(a: &Figure, b: &Figure) -> bool {
    let (low, high) = if a.low <= b.low { (a, b) } else { (b, a) };
    let Some(top) = low.high else { return false };
    if top >= high.low || low.soft {
        return false;
    }
    // A punishment is told to the month: twenty years are not twenty-two.
    if a.unit.starts_with(TERM) && !a.approximate && !b.approximate {
        return true;
    }
    let ratio = if a.approximate || b.approximate { LOOSE_RATIO } else { EXACT_RATIO };
    if !a.approximate && !b.approximate && high.low < SMALL {
        return true;
    }
    i128::from(high.low) * i128::from(ONE) > i128::from(top.max(0)) * i128::from(ratio)
}

/// Whether two figures are written with the same digits in another order, or one is ten
/// times the other: « 2,4 millions » for « 4,2 millions ».
pub(super) fn is_slip(a: &Figure, b: &Figure) -> bool {
    // The number that « quelque 1 200 » is around.
    let number = |figure: &Figure| {
        let high = figure.high.filter(|&high| high == figure.low || figure.approximate)?;
        Some((figure.low + high) / 2).filter(|&number| number >= 10)
    };
    let digits = |number: i64| {
        let mut digits = number.to_string().into_bytes();
        digits.sort_unstable();
        digits
    };
    let (Some(a), Some(b)) = (number(a), number(b)) else { return false };
    let tenfold = a.saturating_mul(10) == b || b.saturating_mul(10) == a;
    a != b && (tenfold || digits(a) == digits(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn figure(low: i64, high: Option<i64>, approximate: bool) -> Figure {
        Figure {
            span: Span::new(0, 1),
            low,
            high,
            soft: false,
            approximate,
            scale: 0,
            unit: "person".into(),
            predicate: None,
            subset: false,
            cumulative: false,
        }
    }

    #[test]
    fn figures_conflict_only_where_no_number_satisfies_both() {
        let exact = |n| figure(n, Some(n), false);
        for (a, b, expected) in [
            (exact(300), exact(800), true),
            (exact(300), exact(300), false),
            // « 108 » and « au moins 108 »
            (exact(108), figure(108, None, false), false),
            // « 49 » and « une cinquantaine »
            (exact(49), figure(40, Some(60), true), false),
            // « 1 000 » and « 1 050 »: rounding
            (exact(1000), exact(1050), false),
            (exact(3), exact(4), true),
            (exact(1500), figure(2000, None, false), true),
            (exact(100), figure(102, Some(138), true), false),
        ] {
            assert_eq!(incompatible(&a, &b), expected, "{a:?} {b:?}");
            assert_eq!(incompatible(&b, &a), expected, "{b:?} {a:?}");
        }
    }
}
