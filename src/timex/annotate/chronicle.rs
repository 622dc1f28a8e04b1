//! Chronicles, entry by entry, and what leads a story back from a look behind.

use super::*;

impl Annotator<'_> {
    /// Whether a date heads an entry of a chronicle: « 14 mars : le pont ferme », « **Lundi 3
    /// mars** – … », « 14 octobre 2022. Le pont ferme. »
    pub(super) fn heads_entry(&self, found: &Found) -> bool {
        let day = match found.expr {
            TimeExpr::Date(DateExpr::Calendar(date)) => date.month.is_some() && date.step == 0,
            _ => false,
        };
        let mark = |at: &usize| self.is_sign(*at, '*') || self.is_sign(*at, '_');
        let before = |at: usize| {
            let token = &self.tokens[at];
            token.kind == Kind::Sign && !self.is_sign(at, '(') && !self.is_sign(at, '«')
                || self.entry(at).key == "le"
        };
        let next = (found.to..self.tokens.len()).find(|at| !mark(at));
        let parted = |at: usize| [':', '-', '.'].iter().any(|sign| self.is_sign(at, *sign));
        day && found.range.is_none()
            && (0..found.from).all(before)
            && next.is_some_and(|at| parted(at) && at + 1 < self.tokens.len())
    }

    /// The tense of what comes after a weekday that is all its sentence says: « **Jeudi.** La Chambre
    /// a ratifié le traité. »
    pub(super) fn headed(&self, found: &Found) -> Option<Tense> {
        let sign = |at: usize| self.tokens[at].kind == Kind::Sign;
        let alone = (0..found.from).chain(found.to..self.tokens.len()).all(sign);
        weekday_of(&found.expr).filter(|_| alone && self.found.len() == 1)?;
        let from = self.tokens.last()?.end;
        let mut lexer = Lexer::new(self.text, from, self.text.len(), true);
        let mut tokens = Vec::new();
        let told = lexer.segment(&mut tokens).then(|| tense(self.text, &tokens, 0, 0))?;
        (told == Tense::Past).then_some(told)
    }

    /// Whether a date stands in an aside that says who told or how it became known: « …, a indiqué
    /// dimanche la police », « a-t-on appris jeudi ».
    pub(super) fn is_telling(&self, found: &Found) -> bool {
        let Some(verb) = found.from.checked_sub(1) else { return false };
        let raw = |at: usize| &self.text[self.tokens[at].start..self.tokens[at].end];
        if self.is_inverted(verb) {
            return true;
        }
        let told = TELLS.contains(&raw(verb).trim_end_matches(['e', 's']));
        let opens =
            |at: usize| self.is_sign(at, ',') || self.is_sign(at, '»') || self.is_sign(at, '"');
        // « a indiqué », « a-t-il indiqué »
        let auxiliary = (verb.saturating_sub(6)..verb)
            .rev()
            .take_while(|at| !opens(*at))
            .find(|at| matches!(raw(*at), "a" | "ont" | "avait" | "avaient"));
        told && auxiliary.is_some_and(|at| at.checked_sub(1).is_some_and(opens))
    }

    /// Whether the participle at `verb` follows its inverted subject: « a-t-on appris ».
    fn is_inverted(&self, verb: usize) -> bool {
        let Some(first) = verb.checked_sub(5) else { return false };
        let cursor = Cursor { text: self.text, tokens: &self.tokens, pos: first };
        cursor.raw_at(first) == "a"
            && cursor.is_sign_at(first + 1, '-')
            && cursor.is_sign_at(first + 3, '-')
            && participle(cursor.raw_at(verb)).is_some()
    }

    /// Whether the verb of an expression looks back from the story: « il avait menacé ».
    pub(super) fn is_look_back(&self, found: &Found) -> bool {
        is_pluperfect(self.text, &self.tokens, found.from, found.to)
    }

    /// Whether a full date of long before the day told last stands with a participle of its own:
    /// « L'ancien maire, mis en examen le 28 novembre 2024, … Le soir même, le conseil a voté ».
    pub(super) fn is_apposed(&self, found: &Found, begin: Day) -> bool {
        let before = self.last_day.is_some_and(|(_, told)| told.since(begin) > APPOSED);
        let word = |at: usize| &self.text[self.tokens[at].start..self.tokens[at].end];
        let opens = |at: usize| at == 0 || self.is_sign(at - 1, ',') || self.is_sign(at - 1, '(');
        before
            && has_year(&found.expr)
            && (found.from.saturating_sub(APPOSITION)..found.from)
                .any(|at| participle(word(at)).is_some() && opens(at))
    }
}

/// How many days before the story a date in an apposition looks back to, at least.
const APPOSED: i64 = 30;

/// How many tokens stand between its comma and its date: « mis en examen le ».
const APPOSITION: usize = 5;

/// Participles of verbs that say who told.
const TELLS: &[&str] = &[
    "indiqué",
    "annoncé",
    "déclaré",
    "affirmé",
    "précisé",
    "confirmé",
    "rapporté",
    "ajouté",
    "assuré",
    "expliqué",
    "souligné",
    "révélé",
    "estimé",
    "raconté",
    "appri",
    "dit",
    "répondu",
    "reconnu",
    "constaté",
];

/// For how many segments a story goes on without a date.
pub(super) const FLOW: u32 = 2;

/// For how many segments an entry of a chronicle goes on after its first.
pub(super) const ENTRY_REACH: u32 = 4;

/// Whether an expression is counted from a date told before: « le même jour », « trois jours plus
/// tard », « la semaine suivante », « le 16 ».
pub(super) fn is_counted(expr: &TimeExpr) -> bool {
    let counted = |from: &From| matches!(from, From::Text | From::Event);
    match expr {
        TimeExpr::Date(date) | TimeExpr::Time(Some(date), _) => match date {
            DateExpr::Shift { from, .. }
            | DateExpr::Step { from, .. }
            | DateExpr::NthOf { from, .. } => counted(from),
            DateExpr::Same(_) => true,
            DateExpr::Calendar(date) => date.day.is_some() && date.month.is_none(),
            _ => false,
        },
        TimeExpr::Time(None, DayTime::Night(_, from)) => counted(from),
        _ => false,
    }
}
