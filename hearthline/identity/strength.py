"""How long a password would withstand guessing, in a word and in what would make it better.

For people to see; it refuses nothing. The words are ours, so that they can be said in Spanish; the
estimate is zxcvbn's (D. Wheeler, 2016), made here, without sending the password anywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from zxcvbn_rs_py import zxcvbn

_MOST = 100
"""More characters change no estimate, and cost time."""
_COMMON = _("It is one of the passwords that everybody tries first.")
_NAMES = _("Names are tried early.")
_DATES = _("Dates and years are tried early.")
_REPEATS = _("Saying the same thing twice adds little.")
_ROWS = _("Neighboring keys and sequences such as abc are tried early.")
WARNINGS: dict[str, str | Promise] = {
    "AWordByItselfIsEasyToGuess": _("One word by itself is easy to guess."),
    "CommonNamesAndSurnamesAreEasyToGuess": _NAMES,
    "NamesAndSurnamesByThemselvesAreEasyToGuess": _NAMES,
    "DatesAreOftenEasyToGuess": _DATES,
    "RecentYearsAreEasyToGuess": _DATES,
    "RepeatsLikeAaaAreEasyToGuess": _REPEATS,
    "RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess": _REPEATS,
    "SequencesLikeAbcAreEasyToGuess": _ROWS,
    "ShortKeyboardPatternsAreEasyToGuess": _ROWS,
    "StraightRowsOfKeysAreEasyToGuess": _ROWS,
    "ThisIsACommonPassword": _COMMON,
    "ThisIsATop100Password": _COMMON,
    "ThisIsATop10Password": _COMMON,
    "ThisIsSimilarToACommonlyUsedPassword": _("It is much like one that many people use."),
}
_MORE_WORDS = _("Add another word or two; rare ones are best.")
_NO_TRICKS = _(
    "Capitals, 3 for e and words written backwards help little. Another word helps more."
)
ADVICE: dict[str, str | Promise] = {
    "AddAnotherWordOrTwo": _MORE_WORDS,
    "UseAFewWordsAvoidCommonPhrases": _("Use a few words that don't belong together."),
    "NoNeedForSymbolsDigitsOrUppercaseLetters": _(
        "It needs no signs, digits or capitals: length counts."
    ),
    "AvoidDatesAndYearsThatAreAssociatedWithYou": _DATES,
    "AvoidYearsThatAreAssociatedWithYou": _DATES,
    "AvoidRecentYears": _DATES,
    "AvoidRepeatedWordsAndCharacters": _REPEATS,
    "AvoidSequences": _ROWS,
    "UseALongerKeyboardPatternWithMoreTurns": _ROWS,
    "AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase": _NO_TRICKS,
    "CapitalizationDoesntHelpVeryMuch": _NO_TRICKS,
    "PredictableSubstitutionsDontHelpVeryMuch": _NO_TRICKS,
    "ReversedWordsArentMuchHarderToGuess": _NO_TRICKS,
}
SCORES = {"ZERO": 0, "ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4}


@dataclass(frozen=True, slots=True)
class Strength:
    """From 0 (very weak) to 4 (strong); `advice` is in sentences."""

    score: int
    advice: tuple[str, ...]


def strength_of(password: str, words: Iterable[str] = ()) -> Strength:
    """Estimate a password; the person's own words count as known."""
    found = zxcvbn(password[:_MOST], [word for word in words if word])
    score = SCORES[_name(found.score)]
    said: list[str | Promise] = []
    if found.feedback:
        if found.feedback.warning is not None:
            said.append(WARNINGS[_name(found.feedback.warning)])
        said += [ADVICE[_name(one)] for one in found.feedback.suggestions]
    return Strength(score, tuple(dict.fromkeys(map(str, said))))


def _name(constant: object) -> str:
    """Of one of the package's constants, which can be no keys."""
    return repr(constant).rpartition(".")[2]
