"""Writes tokens.jsonl and vectors.jsonl anew: what the reference implementations make of texts.

    pip install numpy onnxruntime tokenizers==0.23.3
    python tests/embedding/make_fixtures.py

tokens.jsonl: 1,000 texts and their pieces by the `tokenizers` package, cut to 128.
vectors.jsonl: 20 of them with their sentence vectors by onnxruntime on the same model file, rounded to six decimals.
"""

import json
import random
import re
from pathlib import Path

import numpy
import onnxruntime
from tokenizers import BertWordPieceTokenizer

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
MODEL = ROOT / "index" / "model"
MOST_PIECES = 128

SCRIPTS = [
    "¿Cómo consigo un nuevo PIN?", "où est ma carte d'assuré", "Wie lange dauert das? Straße, GRÖSSE", "İstanbul ILIK ılık",
    "ΣΊΣΥΦΟΣ ὈΔΥΣΣΕΎΣ", "Как получить новый ПИН-код?", "ЙОГУРТ ёлка", "如何获得新的密码？", "新しいPINはどうやって", "ピン コード ガ", "새 핀을 받고 싶어요",
    "كيف أحصل على رقم سري جديد؟", "قِطَّة", "איך אני מקבל קוד חדש", "शब्द हिन्दी में", "ฉันต้องการรหัสใหม่", "PIN kodu nasıl alırım?", "Tiếng Việt: mã số mới", "ﬁne ﬂow ﬀ",
    "Ⅷ ½ ² ₂ ™ ℡ ㎏", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝓅𝒾𝓃", "𠀀𠀁 豈更車", "e\u0301 vs é, n\u0303 vs ñ", "a\u0315\u0300\u05ae\u0062", "ᾳ̈ ǆ Ǆ ǅ", "Ångström Å", "ß ẞ SS",
]
EMOJI = ["😀", "👍🏽", "👨‍👩‍👧‍👦", "❤️", "🇺🇸", "🏥", "🤷‍♀️", "☎️", "✅"]
ODD = ["\u0000", "\u0007", "\u001b[31m", "\u007f", "\u0085", "\u00a0", "\u00ad", "\u200b", "\u200d", "\u2028", "\u202e", "\u2060", "\ufeff", "\ufffd",
       "\ue000", "\u3000", "\t", "\r\n", "\u0300", "\u2003", "\U000e0041", "\U0010ffff"]
PUNCTUATION = list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") + ["—", "…", "“", "”", "’", "§", "¡", "、", "。", "«", "»", "·", "€", "£", "°", "№"]
FIXED = [
    "", " ", "\n", "?", "a", "I", "PIN", "[CLS] how [SEP] [UNK] [MASK] [PAD]", "##ing", "# # ##", "'; DROP TABLE members; --", "<script>alert(1)</script>",
    "a" * 100, "a" * 101, "Ä" * 100, "x" * 5000, "pin " * 500, "é" * 150 + " pin", "." * 300, "字" * 200, "1234567890123456", "1-800-555-0100",
    "$1,234.56", "rmiller42@example.org", "https://www.example.org/pin?x=1&y=2", "can't won't I'm o'clock", "ANTIDISESTABLISHMENTARIANISM pneumonoultramicroscopicsilicovolcanoconiosis",
]


def words_of_the_content() -> list[str]:
    words = set()
    for folder, pattern in (("faq", "*.md"), ("flows", "*.yaml")):
        for file in (ROOT / folder).rglob(pattern):
            words.update(re.findall(r"[A-Za-z][A-Za-z'’-]*", file.read_text()))
    return sorted(words)


def with_slip(dice: random.Random, word: str) -> str:
    place = dice.randrange(len(word))
    return dice.choice([word[:place] + word[place + 1:], word[:place] + dice.choice("qwertyuiopasdfghjklzxcvbnm") + word[place:], word.upper(), word.title()])


def question(dice: random.Random, words: list[str]) -> str:
    start = dice.choice(["how do i", "How can I", "what is", "why is my", "Where's", "can you", "i need", "I want to", "DO I NEED", "is there", ""])
    chosen = [dice.choice(words) for _ in range(dice.randint(1, 14))]
    chosen = [with_slip(dice, word) if dice.random() < 0.15 else word for word in chosen]
    return f"{start} {' '.join(chosen)}{dice.choice(['', '?', '??', '.', '!', ' ?'])}".strip()


def spoiled(dice: random.Random, text: str) -> str:
    for _ in range(dice.randint(1, 5)):
        place = dice.randint(0, len(text))
        text = text[:place] + dice.choice(dice.choice([ODD, EMOJI, PUNCTUATION, SCRIPTS])) + text[place:]
    return text


def any_letters(dice: random.Random) -> str:
    """Of the letters that were there when Unicode was young: newer ones have no class yet in the tables of some."""
    blocks = [(0x20, 0x24f), (0x370, 0x52f), (0x5d0, 0x6ff), (0x900, 0xdff), (0x1e00, 0x20bf), (0x3041, 0x30ff), (0x4e00, 0x9fa5), (0xac00, 0xd7a3), (0xf900, 0xfa2d)]
    ranges = [dice.choice(blocks) for _ in range(dice.randint(1, 3))]
    return "".join(chr(dice.randint(*dice.choice(ranges))) for _ in range(dice.randint(1, 40)))


def texts() -> list[str]:
    dice = random.Random(2026)
    words = words_of_the_content()
    made = FIXED + SCRIPTS + EMOJI + ODD
    made += [question(dice, words) for _ in range(450)]
    made += [" ".join(question(dice, words) for _ in range(dice.randint(5, 25))) for _ in range(40)]
    made += [any_letters(dice) for _ in range(150)]
    while len(made) < 1000:
        made.append(spoiled(dice, question(dice, words)))
    return made


def vector(session: onnxruntime.InferenceSession, pieces: list[int]) -> list[float]:
    ids = numpy.array([pieces], dtype=numpy.int64)
    inputs = {"input_ids": ids, "attention_mask": numpy.ones_like(ids), "token_type_ids": numpy.zeros_like(ids)}
    mean = session.run(["last_hidden_state"], inputs)[0][0].mean(axis=0)
    return [round(float(number), 6) for number in mean / numpy.linalg.norm(mean)]


def write(name: str, lines: list[dict]) -> None:
    (HERE / name).write_text("".join(json.dumps(line) + "\n" for line in lines))


def main() -> None:
    tokenizer = BertWordPieceTokenizer(str(MODEL / "vocab.txt"), lowercase=True)
    tokenizer.enable_truncation(MOST_PIECES)
    # What is typed is never one of the model's own marks.
    tokenizer._tokenizer.encode_special_tokens = True
    pieces = [{"text": text, "pieces": tokenizer.encode(text).ids} for text in texts()]
    write("tokens.jsonl", pieces)
    options = onnxruntime.SessionOptions()
    # Optimized, it rounds what flows between the layers to 8 bits, which the model in the program does not.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(str(MODEL / "model.onnx"), options)
    some = [line for line in pieces if 2 < len(line["pieces"])][::50][:20]
    write("vectors.jsonl", [{"text": line["text"], "vector": vector(session, line["pieces"])} for line in some])


if __name__ == "__main__":
    main()
