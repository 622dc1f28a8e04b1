#!/usr/bin/env python3
"""Make up a project of N articles that tell of N/4 events in several wordings: `corpus.py DIR N`."""

import datetime
import pathlib
import sys

TOWNS = "Brest Lorient Vannes Quimper Rennes Dinan Nantes Angers Tours Blois Bourges Nevers".split()
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
WHAT = "le pont du port,la halle aux grains,le musée des bateaux,la gare routière,l'usine à gaz,le théâtre du quai".split(",")
ACTS = [
    ("{who} a inauguré {what} à {town}", "l'inauguration a réuni {n} personnes"),
    ("{who} a fermé {what} de {town}", "la fermeture touche {n} salariés"),
    ("Un incendie a détruit {what} à {town}", "le feu a fait {n} blessés"),
    ("Le tribunal de {town} a condamné {who}", "l'amende est de {n} euros"),
    ("Les salariés ont manifesté devant {what} à {town}", "{n} manifestants étaient présents"),
]
WHO = "la ministre Anne Kervern,le maire Paul Le Goff,la préfète Louise Marchand,le syndic Jean Rivoal,la directrice Marie Tanguy".split(",")


class Dice:
    """The same numbers on every machine."""

    def __init__(self, seed):
        self.state = seed

    def roll(self, below):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.state >> 33) % below


def day(date):
    return f"{'1er' if date.day == 1 else date.day} {MONTHS[date.month - 1]}"


def article(n, events):
    dice = Dice(n + 1)
    first, told = None, []
    # The small ones are told often: a few events have very many articles.
    base = dice.roll(events)
    for step in range(2 + dice.roll(3)):
        number = min(base, dice.roll(events)) if step == 0 else (base + step * 7) % events
        own = Dice(number + 1_000_003)
        date = datetime.date(2019, 1, 1) + datetime.timedelta(days=own.roll(1 + events))
        town, what, who = (own_list[own.roll(len(own_list))] for own_list in (TOWNS, WHAT, WHO))
        act, more = ACTS[own.roll(len(ACTS))]
        # One article in five has another figure.
        count = 100 + own.roll(900) + (0 if dice.roll(5) else 50)
        words = {"who": who, "what": what, "town": town, "n": count}
        act = act.format(**words)
        written = f"le {day(date)} {date.year}" if dice.roll(2) else f"le {day(date)}"
        forms = (f"{act} {written}.", f"À {town}, {written}, {act[0].lower()}{act[1:]}.")
        sentence = forms[dice.roll(2)]
        told.append(f"{sentence[0].upper()}{sentence[1:]} Selon la préfecture, {more.format(**words)}.")
        first = first or date
    published = first + datetime.timedelta(days=1 + dice.roll(20))
    head = f'+++\ntitle = "Chronique n° {n}"\nsource = "Journal de {TOWNS[n % len(TOWNS)]}"\n'
    return f"{head}date = {published.isoformat()}\n+++\n\n" + "\n\n".join(told) + "\n"


def main():
    root, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    folder = root / "content" / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    (root / "frise.toml").write_text('title = "Chroniques"\n', encoding="utf-8")
    for n in range(count):
        (folder / f"a{n:06}.md").write_text(article(n, max(1, count // 4)), encoding="utf-8")


if __name__ == "__main__":
    main()
