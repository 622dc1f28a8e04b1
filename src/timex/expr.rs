//! What words say of time, before anyone asks when that is.

use super::value::{DayPart, Duration, Recurrence, Season, TimeOfDay, Unit};

/// What an expression says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeExpr {
    /// A day, or something coarser.
    Date(DateExpr),
    /// A part of a day or a clock time, of a day that may not be said.
    Time(Option<DateExpr>, DayTime),
    /// An amount of time.
    Duration(Duration),
    /// What recurs.
    Set(Recurrence),
    /// « dès que possible »
    Future,
    /// « il y a peu »
    Past,
}

/// When in a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayTime {
    /// « le soir »
    Part(DayPart),
    /// « à 14 h 30 »
    Clock(TimeOfDay),
    /// « la nuit dernière », « la nuit suivante »: the night that many nights away.
    Night(i32, From),
}

/// Where one counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// The day of publication: « la semaine dernière ».
    Speech,
    /// The date before it in the text: « la semaine suivante ».
    Text,
    /// The same, and never the day of publication: « le lendemain de l'attentat ».
    Event,
}

/// What a date is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateExpr {
    /// « lundi 11 novembre 2024 », and any part of it.
    Calendar(PartialDate),
    /// « hier », « il y a trois ans », « deux jours plus tard »
    Shift { count: i32, unit: Unit, from: From },
    /// « il y a un an jour pour jour »
    ToTheDay { months: i32 },
    /// « la semaine dernière », « l'été prochain », « ce mois-ci »
    Step { period: Period, step: i32, from: From },
    /// « le troisième trimestre 2024 », « l'été 2023 »
    Of { period: Period, year: Option<YearExpr> },
    /// « les années 60 »: the first three digits.
    Decade(i32),
    /// « le XIXe siècle »: the first two digits; negative before the common era.
    Century(i32),
    /// « la semaine du 4 novembre », « le week-end du 9 novembre »
    Around { period: Period, date: PartialDate },
    /// « la première semaine d'octobre », « le dernier jour de 2015 »; from the end if negative
    Nth { n: i32, period: Period, month: Option<u8>, year: Option<YearExpr> },
    /// « le premier lundi du mois prochain », « le dernier jour de l'année »
    NthOf { n: i32, period: Period, unit: Unit, step: i32, from: From },
    /// « le week-end de Pâques », « la semaine de Noël »
    AroundFeast { period: Period, feast: Feast, year: Option<YearExpr>, step: i32 },
    /// « le lendemain du 13 février »
    After { days: i32, date: PartialDate },
    /// « mardi de la semaine prochaine »
    InWeek { weekday: u8, step: i32 },
    /// « la Toussaint », « Pâques 2024 », plus some days: « la veille de Noël ».
    Feast { feast: Feast, year: Option<YearExpr>, step: i32, days: i32 },
    /// « le même jour », « la même année », « ce jour-là »
    Same(Unit),
}

/// A year that is written, or told from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum YearExpr {
    /// All of it.
    Full(i32),
    /// Its last two digits: « octobre 98 ».
    Short(u8),
    /// « de l'année dernière »
    Step(i32, From),
}

/// The parts of a date that were written. What is `None` was not written: it is for `resolve`
/// to supply it, or to say that it cannot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PartialDate {
    pub(crate) year: Option<YearExpr>,
    pub(crate) month: Option<u8>,
    pub(crate) day: Option<u8>,
    /// Makes a date only where nothing else is written; else it checks it.
    pub(crate) weekday: Option<u8>,
    /// « dernier » is −1, « prochain » is 1; counted from the text « précédent » is −2 and
    /// « suivant » 2.
    pub(crate) step: i32,
    /// « le 5 du mois prochain »: the month, counted from now.
    pub(crate) of_month: Option<i32>,
}

/// A kind of period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Period {
    Unit(Unit),
    Season(Season),
    Weekday(u8),
    Quarter(u8),
    Half(u8),
}

/// A named day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feast {
    /// « le réveillon »: that of Christmas or that of the new year.
    Eve,
    /// Always on the same day.
    Fixed { month: u8, day: u8 },
    /// Days from Easter.
    Easter(i16),
    /// A day of the Muslim year, which is told about: the moon decides.
    Lunar { month: u8, day: u8 },
    /// « l'Aïd »: the small one or the great one.
    Aid,
    /// The nth weekday of a month, from the end if negative.
    Weekday { n: i8, weekday: u8, month: u8 },
}
