"""Texts that people write, and texts that break things, picked by a seeded generator."""

WORDS = (
    "engine engines analytical algebra pattern patterns weaving weaves loom flower flowers machine machines number numbers column carriage wheel "
    "difference table tables printing steam letter letters note notes proof store cache stream index search thread reply quick brown fox").split()
RARE = [
    "naïve café", "Größe", "straße", "İstanbul", "ﬁnal", "e\u0301tude", "日本語のテキスト", "тест", "שלום עולם", "🧵🪡", "👩‍👩‍👧", "𝒳", "\u200bzero", "a\u00adb", "ǅ", "ſ", "\ufb03",
    "it's", 'a "quote"', "50%", "_under_score", "back\\slash", "semi;colon", "$1 ?1 :name", "'; DROP TABLE posts; --", "100_000", "-minus", "null", "C++", "<b>&amp;</b>"]
MARKDOWN = [
    "*soft*", "**loud**", "`code`", "[link](https://example.org/?a=1&b=2)", "![img](x.png)", "<script>alert(1)</script>", "> quoted", "- one\n- two", "1. one\n2. two",
    "```swift\nlet x = 1\n```", "| a | b |\n|---|---|\n| 1 | 2 |", "~~gone~~", "https://example.org/auto", "# Heading", "<details>x</details>", "\\*not\\*", "a  \nb", "@{member} look"]
TAGS = ["history", "Swift", "c++", "größe", "日本", "a-b", "v1.2", "c#", "ǅ", "١٢", "z" * 30]
BAD_TAGS = ["no spaces", "", "z" * 31, "a,b", "🧵", "a/b", "\u0000"]
# Values that a line or a text may not have, or only just may.
BAD_TEXTS = ["", "   ", "a\u0000b", "\u0007bell", "\ud800", "a\nb", "\u0085", "x" * 70_000, None, 7, True, ["a"], {"a": 1}, "\u3000", "\ufeff", "é" * 200]
BAD_IDS = ["nonsense", "0190a0a0-0000-7000-8000-000000000000", "0190A0A0-0000-7000-8000-000000000000", "0190a0a000007000800000000000", "../me", "%00", "1", "-"]
BAD_NUMBERS = ["0", "-1", "101", "1e2", "x", "", "٣", "99999999999999999999", " 5", "1.5"]


def sentence(random, most=12):
    """A few words, now and then a strange one."""
    words = [random.choice(RARE) if random.random() < 0.08 else random.choice(WORDS) for _ in range(random.randint(1, most))]
    return " ".join(words)[:190]


def body(random):
    """A text with Markdown in it."""
    parts = [random.choice(MARKDOWN) if random.random() < 0.25 else sentence(random) for _ in range(random.randint(1, 4))]
    return random.choice(["\n\n", " ", "\n"]).join(parts)


def question(random):
    """What somebody types into a search box: words, unfinished ones, typos, phrases, exclusions."""
    words = []
    for _ in range(random.randint(0, 3)):
        word = random.choice(WORDS)
        kind = random.random()
        if kind < 0.2 and len(word) > 4:
            place = random.randrange(1, len(word) - 1)
            word = word[:place] + word[place + 1:]
        elif kind < 0.4:
            word = word[:random.randint(1, len(word))]
        elif kind < 0.5:
            word = f'"{word} {random.choice(WORDS)}"'
        elif kind < 0.6:
            word = "-" + word
        elif kind < 0.7:
            word = random.choice(RARE)
        words.append(word)
    return " ".join(words)
