"""What the client libraries are made of, read from an OpenAPI document: the types, and the operations by their headings. One model for all languages."""
import dataclasses
import re
import sys

# A WebSocket is no request with an answer.
SOCKET = "101"
FORM = "multipart/form-data"
PLAIN = {"string", "integer", "number", "boolean"}
SUCCESS = re.compile("2..|101")


@dataclasses.dataclass(frozen=True)
class Type:
    """`kind` is string, time, integer, number, boolean, json, word (one of `words`), list or map (of `of`), or object (named `name`)."""
    kind: str
    of: "Type | None" = None
    name: str = ""
    words: tuple = ()


@dataclasses.dataclass(frozen=True)
class Field:
    """A member of an object or a parameter. `clearable`: null takes the value away, where a field that is missing leaves it."""
    wire: str
    type: Type
    required: bool
    nullable: bool
    clearable: bool
    doc: str


@dataclasses.dataclass(frozen=True)
class Object:
    name: str
    doc: str
    fields: tuple
    is_request: bool

    @property
    def is_page(self):
        return {"items", "next"} <= {field.wire for field in self.fields}


@dataclasses.dataclass(frozen=True)
class Operation:
    """`answer` is the type of the data, or of a page's items; `kind` is data, page, nothing, events or archive (bytes as they come); `page` the page's own type, where it says
    more than items and next; `match` is needed, taken or None; `once`: what is repeated with its key is done once."""
    id: str
    method: str
    path: str
    doc: str
    places: tuple
    query: tuple
    body: "Object | None"
    kind: str
    answer: "Type | None"
    page: "Object | None"
    once: bool
    match: "str | None"
    # It takes a form with a file and its description.
    form: bool

    @property
    def is_repeatable(self):
        """True when being done twice is as good as once. What minds a version would be refused the second time, and what deletes would find nothing."""
        return self.once or self.method == "GET" or (self.method == "PUT" and not self.match)


@dataclasses.dataclass(frozen=True)
class API:
    """`version` is the day of the API's version, `objects` are sorted by name, `groups` are pairs of a heading and its operations."""
    version: str
    objects: tuple
    groups: tuple


def words(name):
    """The words of a name in any spelling, in small letters: `clientDataJSON`, `client_data_json` and `Client data JSON` are the same three."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)]


def snake(name):
    return "_".join(words(name))


def camel(name, capitals=()):
    """lowerCamelCase; words of `capitals` are written so from the second one on: `threadID`, `threadIDs`."""
    first, *rest = words(name)

    def written(word):
        one, many = (word[:-1], "s") if word.endswith("s") and word[:-1] in capitals else (word, "")
        return one.upper() + many if one in capitals else word.capitalize()
    return first + "".join(map(written, rest))


class Reader:
    def __init__(self, document):
        self.document = document
        self.schemas = document["components"]["schemas"]
        self.sent = set()
        # A file with what is said of it is no object: clients have parameters for it.
        self.forms = {
            schema["$ref"].rsplit("/", 1)[1] for item in document["paths"].values() for operation in item.values()
            for schema in [operation.get("requestBody", {}).get("content", {}).get(FORM, {}).get("schema")] if schema}
        for item in document["paths"].values():
            for operation in item.values():
                self.find_sent(operation.get("requestBody", {}))

    def find_sent(self, schema):
        """Notes the schemas of requests. None of them is one of an answer, too: what is sent is only written, what comes is only read."""
        if isinstance(schema, list):
            for each in schema:
                self.find_sent(each)
        elif isinstance(schema, dict):
            name = schema.get("$ref", "").rsplit("/", 1)[-1]
            if name and name not in self.sent:
                self.sent.add(name)
                self.find_sent(self.schemas[name])
            self.find_sent(list(schema.values()))

    def api(self):
        operations = {tag["name"]: [] for tag in self.document["tags"]}
        for path, item in sorted(self.document["paths"].items()):
            for method, operation in sorted(item.items()):
                if SOCKET not in operation["responses"]:
                    operations[operation["tags"][0]].append(self.operation(method.upper(), path, operation))
        objects = tuple(self.object(name) for name in sorted(self.schemas) if name not in {"Problem", "Fault"} | self.forms)
        return API(self.document["info"]["version"], objects, tuple((tag, tuple(found)) for tag, found in operations.items() if found))

    def object(self, name):
        schema = self.schemas[name]
        if schema.get("type") != "object":
            sys.exit(f"{name} is no object: clients for such schemas are not made.")
        required = set(schema.get("required", []))
        fields = [self.field(wire, member, wire in required, f"{name}.{wire}") for wire, member in sorted(schema.get("properties", {}).items())]
        return Object(name, schema.get("description", ""), tuple(fields), name in self.sent)

    def field(self, wire, schema, required, place):
        kinds = schema.get("type", ())
        nullable = "null" in kinds if isinstance(kinds, list) else any(choice == {"type": "null"} for choice in schema.get("anyOf", ()))
        doc = schema.get("description", "")
        return Field(wire, self.type(schema, place), required, nullable, schema.get("x-clearable", False), doc)

    def type(self, schema, place):
        if "anyOf" in schema:
            schema, *others = [choice for choice in schema["anyOf"] if choice != {"type": "null"}]
            if others:
                sys.exit(f"{place} may be several things: clients for such schemas are not made.")
        if "$ref" in schema:
            return Type("object", name=schema["$ref"].rsplit("/", 1)[1])
        kinds = schema.get("type", [])
        kinds = [kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "null"]
        if len(kinds) != 1:
            return Type("json")
        kind = kinds[0]
        if "enum" in schema:
            return Type("word", words=tuple(word for word in schema["enum"] if word is not None))
        if schema.get("format") == "date-time":
            return Type("time")
        if kind in PLAIN:
            return Type(kind)
        if kind == "array":
            return Type("list", of=self.type(schema["items"], place + "[]"))
        if kind == "object" and "properties" not in schema:
            values = schema.get("additionalProperties")
            return Type("map", of=self.type(values, place + "{}") if isinstance(values, dict) else Type("json"))
        sys.exit(f"{place} has a schema that clients are not made for: {schema}")

    def operation(self, method, path, operation):
        parameters = {place: [] for place in ("path", "query", "header")}
        for each in operation.get("parameters", ()):
            schema = each["schema"] | {"description": each.get("description", "")}
            parameters[each["in"]].append(self.field(each["name"], schema, each.get("required", False), f"{operation['operationId']}.{each['name']}"))
        # In the order of the path.
        places = sorted(parameters["path"], key=lambda field: path.index("{" + field.wire + "}"))
        content = operation.get("requestBody", {}).get("content", {})
        body = self.object(content["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]) if "application/json" in content else None
        kind, answer, page = self.answer(operation)
        takes_match = any(field.wire == "If-Match" for field in parameters["header"])
        return Operation(
            operation["operationId"], method, path, self.doc(operation), tuple(places), tuple(parameters["query"]), body, kind, answer, page,
            operation.get("x-idempotent", False), ("needed" if "428" in operation["responses"] else "taken") if takes_match else None, FORM in content)

    @staticmethod
    def doc(operation):
        """Paragraphs: what it does, what it needs, which errors to know or which events come."""
        success = next(answer for status, answer in operation["responses"].items() if SUCCESS.fullmatch(status))
        lines = [operation["summary"] + ".", operation.get("description", ""), operation["responses"]["default"]["description"].removeprefix("An error.").strip()]
        if "text/event-stream" in success.get("content", {}):
            lines.append(success["description"])
        return [line for line in lines if line]

    def answer(self, operation):
        success = next(answer for status, answer in operation["responses"].items() if SUCCESS.fullmatch(status))
        content = success.get("content", {})
        if "text/event-stream" in content:
            return "events", None, None
        if "application/json" not in content:
            return ("archive" if content else "nothing"), None, None
        data = content["application/json"]["schema"]["properties"]["data"]
        if "$ref" not in data:
            return "page", self.type(data["properties"]["items"], operation["operationId"]).of, None
        found = self.object(data["$ref"].rsplit("/", 1)[1])
        if found.is_page:
            return "page", next(field.type.of for field in found.fields if field.wire == "items"), found
        return "data", Type("object", name=found.name), None


def read(document):
    return Reader(document).api()
