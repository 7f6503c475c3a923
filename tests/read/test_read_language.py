"""Languages by their function words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.read import find_language

SAID = {
    "en": "The mission said that no shots had been fired between the bridges.",
    "fr": "La mission a indiqué que les deux parties ne se sont pas affrontées dans la vallée.",
    "es": "La misión dijo que las dos partes no se enfrentaron en el valle durante la noche.",
    "de": "Die Mission teilte mit, dass in der Nacht keine Schüsse auf der Brücke gefallen sind.",
    "it": "La missione ha detto che non sono stati sparati colpi tra i due ponti della valle.",
    "pt": "A missão disse que não houve disparos entre as pontes do vale durante a noite.",
    "nl": "De missie zei dat er in de nacht geen schoten zijn gehoord bij de brug over het dal.",
    "tr": "Heyet, iki köprü arasında gece boyunca ateş açılmadığını ve durumun sakin olduğunu bildirdi.",
    "az": "Nümayəndəlik bildirib ki, iki körpü arasında gecə atəş açılmayıb və vəziyyət sakit olub.",
    "pl": "Misja poinformowała, że w nocy na moście nie było strzałów i że patrole są kontynuowane.",
    "ru": "Миссия сообщила, что ночью между мостами не было выстрелов и что это не подтверждено.",
    "uk": "Місія повідомила, що вночі між мостами не було пострілів, і що їх патрулі тривають.",
    "ar": "قالت البعثة إن إطلاق النار لم يسمع بين الجسرين في الليل وإن الدوريات التي بدأت مستمرة.",
    "fa": "این هیئت گفت که در شب هیچ تیراندازی بین دو پل شنیده نشد و گشت ها ادامه دارد.",
    "ur": "مشن نے کہا کہ رات میں دونوں پلوں کے درمیان فائرنگ نہیں ہوئی ہے۔",
    "he": "המשלחת הודיעה כי לא נשמעו יריות בין שני הגשרים במהלך הלילה.",
    "hy": "Առաքելությունը հայտնեց, որ գիշերը կամուրջների միջև կրակոցներ չեն եղել։",
    "ka": "მისიამ განაცხადა, რომ ღამით ხიდებს შორის სროლა არ ყოფილა.",
    "el": "Η αποστολή ανακοίνωσε ότι δεν ακούστηκαν πυροβολισμοί τη νύχτα.",
    "zh": "代表团说,夜间两座桥之间没有听到枪声。",
    "ja": "代表団は、夜間に二つの橋の間で銃声は聞かれなかったと述べた。",
    "am": "ተልዕኮው በሌሊት በሁለቱ ድልድዮች መካከል ምንም ተኩስ እንዳልተሰማ ተናገረ።",
}


@pytest.mark.parametrize("code", SAID)
def test_one_sentence(code: str) -> None:
    assert find_language(SAID[code]) == code
    assert find_language(SAID[code].upper()) == code


def test_quotations_in_another_script_do_not_decide() -> None:
    assert find_language(SAID["en"] * 3 + SAID["ru"]) == "en"
    assert find_language(SAID["ar"] * 3 + "Reuters, AFP") == "ar"


@pytest.mark.parametrize("text", ["", "Idlib", "12 34", "Zarqa Qalat Morek", "((((", "ok"])
def test_too_little_is_none(text: str) -> None:
    assert find_language(text) is None


@settings(deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    code = find_language(text)
    assert code is None or (len(code) in {2, 3} and code.isalpha())
