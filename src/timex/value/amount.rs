//! Amounts of time and what recurs.

use super::{DayPart, TimeOfDay};
use serde::{Deserialize, Serialize};

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// `S`
    Second,
    /// `M`, after `T`
    Minute,
    /// `H`
    Hour,
    /// `NI`
    Night,
    /// `D`
    Day,
    /// `WE`
    Weekend,
    /// `W`
    Week,
    /// `M`
    Month,
    /// `Q`
    Quarter,
    /// Six months, printed so.
    Half,
    /// `Y`
    Year,
    /// `DE`
    Decade,
    /// `CE`
    Century,
    /// A thousand years, printed so.
    Millennium,
}

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quantity {
    /// In thousandths: « deux et demi » is 2500.
    Thousandths(u64),
    /// « quelques », « plusieurs »
    Vague,
}

/// An amount of time, of at most three parts: « un an, deux mois et trois jours ».
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Duration {
    /// The first part.
    pub first: (Quantity, Unit),
    /// The parts after it.
    pub rest: [Option<(Quantity, Unit)>; 2],
}

impl Duration {
    /// A duration of one part.
    pub fn of(quantity: Quantity, unit: Unit) -> Duration {
        Duration { first: (quantity, unit), rest: [None, None] }
    }

    /// A duration of `count` units.
    pub fn whole(count: u32, unit: Unit) -> Duration {
        Duration::of(Quantity::Thousandths(u64::from(count) * 1000), unit)
    }

    /// The parts in order.
    pub fn parts(self) -> impl Iterator<Item = (Quantity, Unit)> {
        std::iter::once(self.first).chain(self.rest.into_iter().flatten())
    }
}

/// What recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recurrence {
    /// `P1W`: « toutes les semaines »
    Every(Duration),
    /// `XXXX-WXX-1`: « chaque lundi »; with a part of the day `XXXX-WXX-1TEV`.
    Weekday(u8, Option<DayPart>),
    /// `XXXX-WXX-WE`: « tous les week-ends »
    Weekend,
    /// `XXXX-04-15`: « chaque 15 avril »
    MonthDay(u8, u8),
    /// `XXXX-11`: « chaque novembre »
    Month(u8),
    /// `XXXX-XX-XXTEV`: « tous les soirs »
    Part(DayPart),
    /// `XXXX-XX-XXT15:00`: « tous les jours à 15 heures »
    Time(TimeOfDay),
    /// `XXXX-SU`: « chaque été »
    Season(super::Season),
}
