"""Random documents of GraphQL for a schema: right ones, and the same with some of their words changed."""
import graphql
from graphql.language import Lexer, Source, TokenKind

MARKS = {TokenKind.BANG: "!", TokenKind.DOLLAR: "$", TokenKind.PAREN_L: "(", TokenKind.PAREN_R: ")", TokenKind.SPREAD: "...", TokenKind.COLON: ":",
         TokenKind.EQUALS: "=", TokenKind.AT: "@", TokenKind.BRACKET_L: "[", TokenKind.BRACKET_R: "]", TokenKind.BRACE_L: "{", TokenKind.BRACE_R: "}"}
WORDS = ["on", "query", "mutation", "fragment", "true", "null", "1", "-7", "2.5", "3000000000", '"text"', '"""block"""', "@skip(if: true)", "@include(if: $x)",
         "@nothing", "$x", "$y: Int", "...F0", "... on Post", "...", "{ id }", "first: 3", "first: $x", "id: 1", "a:", "ACTIVITY", "__typename", "Query", "ID!", "[Int]"]

SIGNS = ['"', "\\", '"\\u0041\\u{1F600}"', '"\\uD83D\\uDE00"', '"\\uDE00"', "\u00e9", "\ufeff", "#", "\n", "\r", "\t", "\u2028", "\x07", ".", "0", "-", "e", "1.5e3", '"""', "{", "}", "&", "|"]


class Documents:
    def __init__(self, schema, dice):
        self.schema, self.dice = schema, dice
        own = [kind for name, kind in schema.type_map.items() if not name.startswith("__")]
        objects = [kind for kind in own if isinstance(kind, graphql.GraphQLObjectType)]
        self.names = sorted({kind.name for kind in own} | {name for kind in objects for name in kind.fields})

    def right(self):
        """A document without faults."""
        self.variables, self.fragments, self.count = {}, [], 0
        body = self.selections(self.schema.query_type, 5, set())
        variables = ", ".join(f"${name}: {kind}" for name, kind in self.variables.items())
        head = f"query Q{f'({variables})' if variables else ''} " if variables or self.dice.random() < 0.5 else ""
        return " ".join([head + body, *self.fragments])

    def selections(self, kind, depth, taken):
        dice = self.dice
        if isinstance(kind, graphql.GraphQLUnionType):
            parts = [f"... on {member.name} {self.selections(member, depth - 1, set())}" for member in dice.sample(kind.types, 1)]
            return "{ __typename " + " ".join(parts) + " }"
        names = list(kind.fields)
        parts = []
        for name in dice.sample(names, dice.randint(1, min(4, len(names)))):
            field = kind.fields[name]
            inner = graphql.get_named_type(field.type)
            below = ""
            if not graphql.is_leaf_type(inner):
                if depth <= 0:
                    continue
                below = " " + self.selections(inner, depth - 1, set())
            alias = f"k{len(taken)}"
            taken.add(alias)
            parts.append(f"{alias}: {name}{self.arguments(field)}{self.directive()}{below}")
        parts = parts or ["__typename"]
        text = "{ " + " ".join(parts) + " }"
        if dice.random() < 0.15:
            return f"{{ ... on {kind.name}{self.directive()} {text} }}"
        if dice.random() < 0.15:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {kind.name} {text}")
            return f"{{ ...{name}{self.directive()} __typename }}"
        return text

    def directive(self):
        chance = self.dice.random()
        return " @skip(if: false)" if chance < 0.05 else f" @include(if: {self.variable('Boolean!')})" if chance < 0.08 else ""

    def variable(self, kind):
        self.count += 1
        self.variables[f"v{self.count}"] = kind
        return f"$v{self.count}"

    def arguments(self, field):
        given = [f"{name}: {self.value(argument.type)}" for name, argument in field.args.items()
                 if graphql.is_required_argument(argument) or self.dice.random() < 0.3]
        return f"({', '.join(given)})" if given else ""

    def value(self, kind):
        if self.dice.random() < 0.2:
            return self.variable(str(kind))
        inner = graphql.get_named_type(kind)
        if isinstance(inner, graphql.GraphQLEnumType):
            return self.dice.choice(list(inner.values))
        return {"Int": str(self.dice.randint(1, 20)), "Boolean": "true", "DateTime": '"2026-01-02T03:04:05.678Z"',
                "ID": self.dice.choice(['"01a22530-42d7-7357-b86d-29c66dce48d8"', "7"])}.get(inner.name, '"text"')

    def changed(self, text):
        """The document with one to three of its words taken away, doubled, swapped or replaced."""
        words = list(self.words(text))
        for _ in range(self.dice.randint(1, 3)):
            place = self.dice.randrange(len(words))
            how = self.dice.randrange(5)
            if how == 0 and len(words) > 1:
                del words[place]
            elif how == 1:
                words.insert(place, words[place])
            elif how == 2:
                other = self.dice.randrange(len(words))
                words[place], words[other] = words[other], words[place]
            else:
                words[place] = self.dice.choice(self.names if how == 3 else WORDS)
        return " ".join(words)

    def scratched(self, text):
        """The document with one to three signs put in anywhere, also inside of words."""
        for _ in range(self.dice.randint(1, 3)):
            place = self.dice.randrange(len(text) + 1)
            text = text[:place] + self.dice.choice(SIGNS) + text[place:]
        return text

    @staticmethod
    def words(text):
        lexer = Lexer(Source(text))
        while (token := lexer.advance()).kind is not TokenKind.EOF:
            yield MARKS.get(token.kind) or text[token.start:token.end]
